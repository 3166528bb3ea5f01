import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// What commands write to standard error comes back beside the sections, never within them.
@Suite struct AgentComplaintsTests {
  private static let system = """
    cv_state_folder=/nowhere
    cv_os_boot_id() { cv_this_boot=boot-1; }
    warns() { echo 'one'; echo '# Warning: legacy tables present' >&2; echo 'two'; }
    fails() { echo 'half'; printf 'no newline' >&2; return 3; }
    cv_os_probe() {
      cv_section first warns
      cv_section second echo quiet
      cv_section third fails
    }
    """

  @Test(arguments: shells) func `a warning is no part of a section, and a failure is shown with its complaint`(
    shell: Shell
  ) throws {
    let host = try AgentHost(shell)
    let script = try AgentScript(.probe([]), program: AgentHost.program(system: Self.system), nonce: .random())
    let ran = try run(shell.words + AgentProgram.scriptArguments, input: script.bytes, environment: host.environment)
    let noise = Array("profile: no such file\n".utf8)
    let output = try AgentAnswer(ran.bytes, errors: noise + Array(ran.errors.utf8), nonce: script.nonce).output
    #expect(try output.section("first").text == "one\ntwo")
    #expect(try output.section("first").errors == "# Warning: legacy tables present")
    #expect(try output.section("second").errors == "")
    #expect(try output.section("pending").errors == "")
    #expect(try output.section("third").text == "half")
    #expect(throws: ProbeError.failed(section: "third", status: 3, output: "no newline")) { try output.lines("third") }
  }

  @Test func `standard error that was cut, or is another call's, belongs to no section`() throws {
    let printed = Array("%culvert n begin 1 probe\na\n%culvert n section x 0\n%culvert n end\n".utf8)
    for errors in ["%culvert n begin\nlost", "%culvert other section x 0\n", "oops\n%culvert n section y 0\n"] {
      let output = try AgentAnswer(printed, errors: Array(errors.utf8), nonce: Nonce("n")).output
      #expect(output.sections == [.init(name: "x", status: 0, text: "a")])
    }
  }
}
