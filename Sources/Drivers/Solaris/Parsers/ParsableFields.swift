/// The fields of a line of dladm's or ipadm's `-p -o`: between colons; a colon or backslash in a field has a backslash
/// before it.
///
/// - Returns: Nil if the line ends with a lone backslash.
func parsableFields(_ line: Substring) -> [String]? {
  var fields = [""]
  var isEscaped = false
  for character in line.unicodeScalars {
    if isEscaped {
      fields[fields.count - 1].unicodeScalars.append(character)
      isEscaped = false
    } else if character == "\\" {
      isEscaped = true
    } else if character == ":" {
      fields.append("")
    } else {
      fields[fields.count - 1].unicodeScalars.append(character)
    }
  }
  return isEscaped ? nil : fields
}
