import Foundation

/// The library that makes inputs and watches which code they reach.
enum LibFuzzer {
  /// Reads the program's own arguments as libFuzzer's, and returns when it is done.
  static func run() -> CInt {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    return runDriver(&count, &arguments) { start, count in
      let input = Array(UnsafeBufferPointer(start: start, count: count))
      do { try LibFuzzer.subject.check(input) } catch { fatalError("\(LibFuzzer.subject.name): \(error)") }
      return 0
    }
  }

  private static let subject: Subject = {
    let name = ProcessInfo.processInfo.environment["CULVERT_FUZZ_SUBJECT"] ?? ""
    guard let subject = Subject.named(name) else { fatalError("there is no subject '\(name)'") }
    return subject
  }()
}

/// libFuzzer's own main, for programs that have one themselves (FuzzerDriver.cpp).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
