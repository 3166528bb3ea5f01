import Lab
import Testing

/// How great the segments are that the Solaris personalities ask for and send, by the parameters of their TCP.
extension SolarisTests {
  /// In octets; what goes back to a Linux with timestamps has 12 of them less.
  private struct Segments: Equatable {
    var announced: Int
    var sent: Int
  }

  @Test func `the greatest segment limits what is sent, and what is announced if that is asked for too`() async throws {
    let lab = try await lab
    for host in ["sun", "omni"] {
      func segments(_ most: Int, _ alike: Int) async throws -> Segments {
        let set = "ndd -set /dev/tcp"
        let commands = "\(set) tcp_mss_max_ipv4 \(most) && \(set) tcp_use_smss_as_mss_opt \(alike)"
        #expect(try await lab.exec(host, commands).succeeded)
        return try await seenByDirector(lab, host)
      }
      #expect(try await segments(65495, 0) == Segments(announced: 1460, sent: 1448))
      #expect(try await segments(1440, 0) == Segments(announced: 1460, sent: 1388))
      #expect(try await segments(1440, 1) == Segments(announced: 1388, sent: 1388))
      #expect(try await segments(1480, 1) == Segments(announced: 1428, sent: 1428))
      #expect(try await segments(65495, 0) == Segments(announced: 1460, sent: 1448))
      #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "")
    }
  }

  private func seenByDirector(_ lab: Lab, _ host: String) async throws -> Segments {
    let address = try lab.address(of: host)
    let script = #"""
      exec 3<>/dev/tcp/\#(address)/80
      ss -Htin dst \#(address):80
      printf 'GET /big HTTP/1.0\r\n\r\n' >&3
      head -c 400000 <&3 >/dev/null
      ss -Htin dst \#(address):80
      """#
    let said = try await lab.exec("lb1", "bash -s", input: script).stdout
    let announced = try #require(said.firstMatch(of: /\bmss:(\d+)/)?.1)
    let sent = try #require(said.matches(of: /\brcvmss:(\d+)/).last?.1)
    return Segments(announced: try #require(Int(announced)) + 12, sent: try #require(Int(sent)))
  }

  /// ndd's for now, and what is to be there after a reboot too: a script of a run level, and ipadm's store.
  func setSegments(_ lab: Lab) async throws {
    let script = "/usr/sbin/ndd -set /dev/tcp tcp_mss_max_ipv4 1480\n"
    #expect(try await lab.exec("sun", "cat >/etc/rc2.d/S99segments", input: script).succeeded)
    for host in ["sun", "omni"] {
      #expect(try await lab.exec(host, "ndd -set /dev/tcp tcp_use_smss_as_mss_opt 1").succeeded)
    }
    #expect(try await lab.exec("omni", "ipadm set-prop -p _mss_max_ipv4=1480 tcp").succeeded)
  }

  /// What the host is told and what it does; and takes it back.
  func expectSegmentsRemembered(_ lab: Lab) async throws {
    for host in ["sun", "omni"] {
      let said = try await lab.exec(host, "ndd /dev/tcp tcp_mss_max_ipv4 tcp_use_smss_as_mss_opt")
      #expect(said.stdout == "1480\n\n0\n")
      #expect(try await seenByDirector(lab, host) == Segments(announced: 1460, sent: 1428))
    }
    let script = "rm /etc/rc2.d/S99segments && ndd -set /dev/tcp tcp_mss_max_ipv4 65495"
    #expect(try await lab.exec("sun", script).succeeded)
    #expect(try await lab.exec("omni", "ipadm reset-prop -p _mss_max_ipv4 tcp").succeeded)
  }
}
