/// What a YAML 1.1 reader makes of a plain word, or nil if it stays a word: a name that is none to every other tool.
func yamlMeaning(of word: String) -> String? {
  switch word {
  case "~", "null", "Null", "NULL", "": "nothing"
  case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF": "a boolean"
  case "true", "True", "TRUE", "false", "False", "FALSE": "a boolean"
  default: number(word)
  }
}

/// https://yaml.org/type/int.html, float.html and timestamp.html, as far as a name could look like one.
private func number(_ word: String) -> String? {
  guard let first = word.utf8.first, first < UInt8(ascii: "A") else { return nil }
  // An address is none of them, and there is one in each host's line: a pattern is made anew each time that it is used.
  if word.utf8.contains(UInt8(ascii: "/")) || word.utf8.count(where: { $0 == UInt8(ascii: ".") }) > 1 { return nil }
  if word.wholeMatch(of: /[-+]?(0[bB][01_]+|0[xX][0-9a-fA-F_]+|0o?[0-7_]+|[0-9][0-9_]*)/) != nil { return "a number" }
  if word.wholeMatch(of: /[-+]?([0-9][0-9_]*)?\.?[0-9_]*([eE][-+]?[0-9]+)?/) != nil { return "a number" }
  if word.wholeMatch(of: /[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?/) != nil { return "a number to base 60" }
  if word.wholeMatch(of: /[-+]?\.(inf|Inf|INF|nan|NaN|NAN)/) != nil { return "a number" }
  return word.wholeMatch(of: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/) == nil ? nil : "a date"
}
