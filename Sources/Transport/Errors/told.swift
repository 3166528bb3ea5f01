/// What the other side or libssh said, on one line and without anything that a terminal would obey.
func told(_ text: String) -> String {
  let scalars = text.unicodeScalars.map { scalar in
    [.control, .format].contains(scalar.properties.generalCategory) ? " " : Character(scalar)
  }
  return "'\(String(scalars.prefix(400)))\(scalars.count > 400 ? "…" : "")'"
}
