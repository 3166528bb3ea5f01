/// The keywords of ssh_config(5) whose values culvert looks at, in lower case.
enum SSHConfigKeyword: String, CaseIterable, Sendable {
  case host, match, include, ignoreunknown
  case hostname, port, user, tag
  case identityfile, certificatefile, identitiesonly, identityagent
  case hostkeyalias, userknownhostsfile, globalknownhostsfile
  case proxycommand, proxyjump
  case addressfamily, bindaddress, bindinterface, connecttimeout
  case canonicalizehostname, canonicaldomains, canonicalizemaxdots, canonicalizefallbacklocal
  case kexalgorithms, hostkeyalgorithms, ciphers, macs, pubkeyacceptedalgorithms, requiredrsasize
  // Those below are refused unless they say what culvert does anyway.
  case canonicalizepermittedcnames, knownhostscommand, pkcs11provider, preferredauthentications, proxyusefdpass
  case pubkeyauthentication, revokedhostkeys

  /// What a line of a file is to culvert.
  enum Treatment: Hashable, Sendable {
    /// Its value counts, or is refused; see `refusal`.
    case heeded(SSHConfigKeyword)
    /// It changes nothing about what culvert does, or would only make culvert trust more than it does.
    case harmless
    /// ssh(1) has never heard of it.
    case unknown
  }

  static func treatment(of word: String) -> Treatment {
    if let keyword = SSHConfigKeyword(rawValue: aliases[word] ?? word) { return .heeded(keyword) }
    return harmless.contains(word) ? .harmless : .unknown
  }

  /// Older names that ssh(1) still takes (readconf.c).
  private static let aliases = [
    "pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms", "identityfile2": "identityfile",
    "dsaauthentication": "pubkeyauthentication", "smartcarddevice": "pkcs11provider",
  ]

  /// Whether all words of a line count.
  var takesList: Bool {
    switch self {
    case .host, .match, .include, .userknownhostsfile, .globalknownhostsfile, .canonicaldomains,
      .canonicalizepermittedcnames:
      true
    default: false
    }
  }

  /// Why a value is not one that culvert can follow; nil if it can.
  func refusal(of value: String) -> String? {
    let value = value.lowercased()
    switch self {
    case .proxyusefdpass where ["yes", "true"].contains(value): return "'ProxyUseFdpass yes' is not supported"
    case .knownhostscommand where value != "none":
      return
        "'KnownHostsCommand' is not supported: record the keys with culvert trust, or pin host_key in the inventory"
    case .revokedhostkeys where value != "none":
      return "'RevokedHostKeys' is not supported: write the keys as '@revoked' lines into a known_hosts file"
    case .pkcs11provider where value != "none":
      return "'PKCS11Provider' is not supported: give the token to the agent with: ssh-add -s PROVIDER"
    case .pubkeyauthentication where ["no", "false"].contains(value):
      return "'PubkeyAuthentication no': culvert logs in with keys only"
    case .preferredauthentications where !value.split(separator: ",").contains("publickey"):
      return "'PreferredAuthentications' leaves publickey out: culvert logs in with keys only"
    case .canonicalizepermittedcnames where value != "none": return "'CanonicalizePermittedCNAMEs' is not supported"
    default: return nil
    }
  }
}

extension SSHConfigKeyword {
  /// All other keywords up to OpenSSH 10.
  ///
  /// StrictHostKeyChecking, VerifyHostKeyDNS and NoHostAuthenticationForLocalhost are here on purpose: no line of a user's
  /// file makes culvert trust a key that is not recorded.
  static let harmless: Set<String> = [
    // What is trusted, recorded or shown: culvert is the stricter one.
    "checkhostip", "fingerprinthash", "hashknownhosts", "nohostauthenticationforlocalhost", "stricthostkeychecking",
    "updatehostkeys", "verifyhostkeydns", "visualhostkey", "casignaturealgorithms",
    // Other ways to log in, on top of keys.
    "gssapiauthentication", "gssapidelegatecredentials", "gssapikeyexchange", "gssapiclientidentity",
    "gssapiserveridentity", "gssapirenewalforcesrekey", "gssapitrustdns", "gssapikexalgorithms",
    "hostbasedauthentication", "hostbasedacceptedalgorithms", "hostbasedkeytypes", "enablesshkeysign",
    "kbdinteractiveauthentication", "kbdinteractivedevices", "challengeresponseauthentication", "skeyauthentication",
    "tisauthentication", "passwordauthentication", "numberofpasswordprompts", "batchmode", "addkeystoagent",
    "securitykeyprovider",
    // Terminals, forwarding and programs of a session; culvert has none of them, and starts its own command.
    "clearallforwardings", "dynamicforward", "enableescapecommandline", "escapechar", "exitonforwardfailure",
    "forkafterauthentication", "forwardagent", "forwardx11", "forwardx11timeout", "forwardx11trusted", "gatewayports",
    "localcommand", "localforward", "permitlocalcommand", "permitremoteopen", "remotecommand", "remoteforward",
    "requesttty", "sendenv", "sessiontype", "setenv", "stdinnull", "streamlocalbindmask", "streamlocalbindunlink",
    "tunnel", "tunneldevice", "xauthlocation", "channeltimeout", "obscurekeystroketiming",
    // The connection itself; culvert has its own keepalive, and tries again by itself.
    "compression", "connectionattempts", "controlmaster", "controlpath", "controlpersist", "ipqos", "rekeylimit",
    "serveralivecountmax", "serveraliveinterval", "tcpkeepalive", "keepalive", "versionaddendum",
    // Messages.
    "loglevel", "logverbose", "syslogfacility", "warnweakcrypto",
    // What ssh(1) passes over, or did once.
    "afstokenpassing", "cipher", "compressionlevel", "fallbacktorsh", "globalknownhostsfile2",
    "kerberosauthentication", "kerberostgtpassing", "protocol", "rhostsauthentication", "rhostsrsaauthentication",
    "rsaauthentication", "userknownhostsfile2", "useprivilegedport", "useroaming", "usersh",
  ]
}
