// swift-tools-version: 6.2
import PackageDescription

// CI builds with CULVERT_STRICT=1: a warning in culvert's own targets is then an error. Not for users:
// a later compiler's new warning must not stop their build.
let strict = Context.environment["CULVERT_STRICT"] != nil
let settings: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")]
  + (strict ? [.treatAllWarnings(as: .error)] : [])

// `.ci/fuzz` builds the subjects of FuzzTests as a program with libFuzzer in it, which brings flags of its own.
let isFuzzing = Context.environment["CULVERT_FUZZ"] != nil
let fuzzed: [Target.Dependency] = ["Model", "Inventory", "Planning", "Drivers", "HostAgent", "Transport"]

let package = Package(
  name: "culvert",
  products: [
    .executable(name: "culvert", targets: ["culvert"]),
    .executable(name: "culvert-lab", targets: ["culvert-lab"]),
    .executable(name: "culvert-bench", targets: ["culvert-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // The pure core: no I/O, no Foundation.
    .target(name: "Model", swiftSettings: settings),
    .target(name: "Planning", dependencies: ["Model"], swiftSettings: settings),
    .target(name: "Drivers", dependencies: ["Model"], swiftSettings: settings),
    .target(name: "HostAgent", dependencies: ["Model"], swiftSettings: settings),

    // What is read: the user's file, and the files that go to hosts.
    .target(
      name: "Inventory", dependencies: ["Model", .product(name: "Yams", package: "Yams")], swiftSettings: settings),
    .target(
      name: "Templates", dependencies: ["Model", .product(name: "Mustache", package: "swift-mustache")],
      path: "templates", sources: ["AgentFiles.swift", "AgentText.swift", "Embedded.swift", "Renderer.swift"],
      resources: [.embedInCode("agent"), .embedInCode("linux"), .embedInCode("freebsd"), .embedInCode("solaris")],
      swiftSettings: settings),

    // What touches the world.
    .systemLibrary(name: "CLibSSH", pkgConfig: "libssh", providers: [.apt(["libssh-dev"])]),
    .target(name: "Transport", dependencies: ["Model", "CLibSSH"], swiftSettings: settings),
    .target(name: "Prober", dependencies: ["Model"], swiftSettings: settings),
    .target(
      name: "Controller", dependencies: ["Model", "Planning", "Drivers", "HostAgent", "Transport", "Prober"],
      swiftSettings: settings),
    .executableTarget(
      name: "culvert",
      dependencies: [
        "Model", "Inventory", "Planning", "Drivers", "HostAgent", "Templates", "Transport", "Prober", "Controller",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    // Hosts to practise on; knows nothing of the above.
    .target(
      name: "Lab",
      resources: [.embedInCode("guest/machine"), .embedInCode("guest/freebsd"), .embedInCode("guest/solaris")],
      swiftSettings: settings),
    .executableTarget(
      name: "culvert-lab",
      dependencies: ["Lab", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),

    // Measures culvert on a fleet of its own.
    .executableTarget(
      name: "culvert-bench",
      dependencies: [
        "Model", "Inventory", "Planning", "Drivers", "HostAgent", "Templates", "Transport", "Controller", "Lab",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("fleet"), .embedInCode("peers"), .embedInCode("answers")], swiftSettings: settings),

    // What tests of several targets share.
    .target(name: "TestSupport", dependencies: ["Lab"], path: "Tests/TestSupport", swiftSettings: settings),

    .testTarget(name: "ModelTests", dependencies: ["Model"], swiftSettings: settings),
    .testTarget(
      name: "DriversTests", dependencies: ["Drivers", "Model", "Planning", "Templates", "TestSupport", "culvert"],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "TemplatesTests", dependencies: ["Templates", "HostAgent", "Model", "culvert"], swiftSettings: settings),
    .testTarget(
      name: "PlanningTests", dependencies: ["Planning", "Model", "TestSupport", "culvert"], swiftSettings: settings),
    .testTarget(
      name: "ControllerTests",
      dependencies: ["Controller", "HostAgent", "Drivers", "Planning", "Prober", "TestSupport", "Transport", "Model"],
      swiftSettings: settings),
    .testTarget(
      name: "HostAgentTests", dependencies: ["HostAgent", "Model", "Templates", "TestSupport"],
      exclude: ["Support/test-system.sh"], swiftSettings: settings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "culvert", "Controller", "Inventory", "Lab", "Model", "Planning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "BenchTests", dependencies: ["culvert-bench", "Model", "Planning", "Transport"],
      swiftSettings: settings),
    .testTarget(name: "ProberTests", dependencies: ["Prober", "Model"], swiftSettings: settings),
    .testTarget(name: "ClusterTests", dependencies: ["Lab", "TestSupport", "culvert"], swiftSettings: settings),
    .testTarget(
      name: "InventoryTests", dependencies: ["Inventory", "Model", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: settings),
    .testTarget(name: "TransportTests", dependencies: ["Transport", "CLibSSH", "Model"], swiftSettings: settings),
    .testTarget(
      name: "LabTests",
      dependencies: [
        "Lab", "TestSupport", "culvert-lab", "culvert",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Fixtures"], swiftSettings: settings),
    isFuzzing
      ? .executableTarget(
        name: "culvert-fuzz", dependencies: fuzzed, path: "Tests/FuzzTests", sources: ["Subjects", "Fuzzer"],
        swiftSettings: settings)
      : .testTarget(
        name: "FuzzTests", dependencies: fuzzed, exclude: ["Fuzzer", "Corpora", "Regressions"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
