extension FreeBSDIfconfigParser {
  /// Whether a line says nothing of a tunnel of culvert's: its first word is in one of the lists here.
  static func isSkipped(_ words: [Substring], _ line: Substring) -> Bool {
    guard let first = words.first else { return false }
    if isContinued(line) { return ofMembers.contains(first) }
    return ofCards.contains(first) || ofOthers.contains(first) || ofRadios.contains(first)
      || first.hasPrefix("options=") || first.hasPrefix("capabilities=")
  }

  /// Whether a line has an indent of its own: it then goes on with the one before it.
  static func isContinued(_ line: Substring) -> Bool { line.hasPrefix("\t\t") || line.hasPrefix("\t ") }

  /// What a card can do and does, its link address, IPv6, and what any interface may have.
  private static let ofCards: Set<Substring> = [
    "capabilities", "ether", "lladdr", "hwaddr", "inet6", "media:", "status:", "nd6", "description:", "fib:",
    "tunnelfib:", "drivername:", "plugged:", "supported", "atalk", "ipx",
  ]

  /// The inner life of vlan, vxlan, carp, pfsync, lagg, bridge, gre, tun and ng_iface.
  private static let ofOthers: Set<Substring> = [
    "parent", "vlan:", "vxlan", "carp:", "vhid", "pfsync:", "syncpeer:", "syncdev:", "syncok:", "maxupd:", "laggproto",
    "laggport:", "lagg", "id", "priority", "maxage", "root", "member:", "reqid:", "nvgre", "grekey:", "Opened",
    "netgraph:",
  ]

  /// The only lines that go on are a bridge's `member:` (bridge_status in ifbridge.c).
  private static let ofMembers: Set<Substring> = ["ifmaxaddr", "port", "role", "<unknown"]

  /// A wlan's words fill lines up to a width, so that any of them may begin one (ieee80211_status in ifieee80211.c).
  private static let ofRadios: Set<Substring> = [
    "ssid", "meshid", "channel", "bssid", "stationname", "regdomain", "country", "anywhere", "indoor", "outdoor", "ecm",
    "dfs", "authmode", "countermeasures", "privacy", "deftxkey", "wepkey", "TKIP", "AES-OCB", "AES-CCM", "CKIP", "NULL",
    "UNKNOWN", "powersavemode", "powersavesleep", "txpower", "rtsthreshold", "fragthreshold", "bmiss", "mcastrate",
    "mgtrate", "scanvalid", "bgscan", "bgscanintvl", "bgscanidle", "roam:rssi", "roam:rate", "roam:rssi11a",
    "roam:rate11a", "roam:rssi11b", "roam:rate11b", "roam:rssi11g", "roam:rate11g", "pureg", "protmode", "-ht", "ht20",
    "-htcompat", "-ampdu", "ampdutx", "-ampdutx", "ampdulimit", "ampdudensity", "-amsdu", "amsdutx", "-amsdutx",
    "shortgi", "htprotmode", "puren", "smps", "rifs", "wps", "wme", "wmm", "burst", "ff", "dturbo", "dwds", "hidessid",
    "-apbridge", "dtimperiod", "-doth", "-inact", "roaming", "roaming:", "bintval", "sec", "list",
  ]
}
