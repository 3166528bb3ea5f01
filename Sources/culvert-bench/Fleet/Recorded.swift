/// The recorded answers, which travel inside the program; `culvert-bench record` writes them anew.
enum Recorded {
  static let files: [String: [UInt8]] = [
    "director-bare.txt": PackageResources.director_bare_txt, "director-up.txt": PackageResources.director_up_txt,
    "linux-bare.txt": PackageResources.linux_bare_txt, "linux-up.txt": PackageResources.linux_up_txt,
    "freebsd-bare.txt": PackageResources.freebsd_bare_txt, "freebsd-up.txt": PackageResources.freebsd_up_txt,
    "solaris-bare.txt": PackageResources.solaris_bare_txt, "solaris-up.txt": PackageResources.solaris_up_txt,
  ]
}
