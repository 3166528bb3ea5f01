import Glibc

/// Whether two arrays have the same bytes; `==` takes a second for some megabytes in a debug build.
func sameBytes(_ one: [UInt8], _ other: [UInt8]) -> Bool {
  one.count == other.count && memcmp(one, other, one.count) == 0
}
