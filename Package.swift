// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
    // Generic code of one module is specialised in another: a stage's tables are Agent's.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func system(_ name: String) -> Target {
    .systemLibrary(name: name, path: "Sources/Shared/System/\(name)")
}

func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Shared/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", exclude: data,
        swiftSettings: strict)
}

let package = Package(
    name: "duixian",
    products: [
        .executable(name: "duixian", targets: ["Duixian"]),
        .executable(name: "intake", targets: ["Intake"]),
        .executable(name: "calculator", targets: ["Calculator"]),
        .executable(name: "verifier", targets: ["Verifier"]),
        .executable(name: "settler", targets: ["Settler"]),
        .executable(name: "notifier", targets: ["Notifier"]),
        .executable(name: "dashboard", targets: ["Dashboard"]),
        .executable(name: "echo-agent", targets: ["Echo"]),
    ],
    targets: [
        system("CRdkafka"),
        system("CSQLite"),
        system("CYAML"),
        system("CDecimal"),
        system("CMicrohttpd"),
        system("CCrypto"),
        system("CLinux"),
        system("CPCRE2"),
        system("CCSV"),
        system("CZip"),
        system("CExpat"),
        system("CXLSXWriter"),
        system("CCurl"),
        system("CSodium"),
        .target(
            name: "CSimdJSON", path: "Sources/Shared/System/CSimdJSON",
            cxxSettings: [.unsafeFlags(["-O2"])],
            linkerSettings: [.linkedLibrary("simdjson")]),

        shared("Decimals", ["CDecimal"]),
        shared("Documents", ["CYAML", "CCSV", "CZip", "CExpat", "CXLSXWriter"]),
        shared("Seals", ["CCrypto", "CSodium"]),
        shared("Storage", ["CSQLite"]),
        shared("Awards", ["Decimals", "Documents", "Seals"]),
        shared("Feel", ["Decimals", "Documents", "CPCRE2"]),
        shared("Messages", ["CSimdJSON", "Decimals", "Awards", "Seals"]),
        shared("Policy", ["Feel", "Awards", "Decimals", "Documents", "Messages"]),
        shared("Log", ["CRdkafka", "CLinux", "Storage", "Seals"]),
        shared("Web", ["CMicrohttpd"]),
        shared("Channels", ["CCurl", "Seals"]),
        shared("Pages", ["Documents", "Seals", "Storage", "Web"]),
        shared("Commands", ["Documents"]),
        shared("Agent", ["Log", "Messages", "Web", "Documents", "Seals", "Storage", "Awards", "Decimals", "Commands"]),
        shared("Lines", ["Agent", "Awards", "Commands", "Decimals", "Documents", "Messages", "Policy"]),

        .executableTarget(
            name: "Duixian",
            dependencies: [
                "Agent", "Log", "Messages", "Web", "Documents", "Seals", "Awards", "Commands", "Decimals", "CLinux",
                "Feel", "Policy",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Echo", dependencies: ["Agent", "Awards", "Commands", "Log", "Messages"], swiftSettings: strict),

        .executableTarget(
            name: "Intake",
            dependencies: [
                "Agent", "Awards", "Commands", "Decimals", "Documents", "Feel", "Log", "Messages", "Pages", "Policy",
                "Seals", "Storage", "Web",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Calculator",
            dependencies: [
                "Agent", "Commands", "Policy", "Feel", "Lines", "Messages", "Decimals", "Documents", "Awards", "Log",
                "Seals",
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "Settler",
            dependencies: [
                "Agent", "Awards", "Commands", "Decimals", "Documents", "Lines", "Log", "Messages", "Pages", "Policy",
                "Seals", "Storage",
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "Notifier",
            dependencies: [
                "Agent", "Awards", "Channels", "Commands", "Decimals", "Documents", "Feel", "Log", "Messages", "Pages",
                "Policy", "Seals", "Storage",
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "Dashboard",
            dependencies: [
                "Agent", "Awards", "Channels", "Commands", "Decimals", "Documents", "Feel", "Log", "Messages", "Pages",
                "Policy", "Seals", "Storage", "Web",
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "Verifier",
            dependencies: [
                "Agent", "Commands", "Policy", "Feel", "Messages", "Decimals", "Documents", "Awards", "Log", "Seals",
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Log", "Agent", "Messages"], path: "Tests/Support",
            swiftSettings: strict),
        .executableTarget(
            name: "TestAgent", dependencies: ["Agent", "Awards", "Commands", "Log", "Messages", "TestSupport"],
            path: "Tests/TestAgent", swiftSettings: strict),
        .executableTarget(
            name: "TestTable", dependencies: ["Documents"], path: "Tests/TestTable", swiftSettings: strict),
        tests("Decimals", ["Decimals", "TestSupport"]),
        tests("Documents", ["Documents", "TestSupport", "TestTable"]),
        tests("Seals", ["Seals"]),
        tests("Feel", ["Feel", "Decimals", "TestSupport"]),
        tests("Storage", ["Storage", "TestSupport"]),
        tests("Awards", ["Awards", "Decimals", "Documents", "Seals", "TestSupport"]),
        tests("Messages", ["Messages", "Decimals", "TestSupport"]),
        tests(
            "Policy", ["Policy", "Feel", "Awards", "Decimals", "Documents", "Messages", "TestSupport"], data: ["Cases"]),
        tests(
            "Calculator",
            [
                "Calculator", "Agent", "Awards", "Lines", "Log", "Policy", "Decimals", "Documents", "Messages", "Seals",
                "TestSupport",
            ]),
        tests(
            "Settler",
            [
                "Settler", "Agent", "Awards", "Commands", "Decimals", "Documents", "Lines", "Log", "Messages", "Pages",
                "Policy", "Seals", "Storage", "TestSupport",
            ],
            data: ["Cases"]),
        tests("Channels", ["Channels", "Seals", "Web", "TestSupport"]),
        tests("Pages", ["Pages", "Seals", "Storage", "Web", "TestSupport"]),
        tests(
            "Notifier",
            [
                "Notifier", "Agent", "Awards", "Channels", "Commands", "Decimals", "Documents", "Feel", "Log",
                "Messages", "Policy", "Seals", "Storage", "TestSupport",
            ]),
        tests(
            "Dashboard",
            [
                "Dashboard", "Agent", "Awards", "Channels", "Commands", "Decimals", "Documents", "Echo", "Feel", "Log",
                "Messages", "Pages", "Policy", "Seals", "Storage", "TestAgent", "TestSupport", "Web",
            ],
            data: ["browser.py"]),
        tests("Log", ["Log", "Storage", "TestSupport"]),
        tests("Web", ["Web"]),
        tests("Commands", ["Commands"]),
        tests("Fault", ["Agent", "Log", "Messages", "TestSupport", "TestAgent"]),
        tests(
            "Agent",
            ["Agent", "Log", "Messages", "Web", "Seals", "Awards", "Documents", "TestSupport", "TestAgent"]),
        tests(
            "Duixian",
            ["Duixian", "Echo", "Agent", "Awards", "Commands", "Documents", "Log", "Messages", "TestSupport"]),
        tests(
            "Verifier",
            [
                "Verifier", "Agent", "Awards", "Commands", "Decimals", "Documents", "Log", "Messages", "Policy",
                "Seals", "TestSupport",
            ]),
        tests(
            "Intake",
            [
                "Intake", "Agent", "Awards", "Commands", "Decimals", "Documents", "Log", "Messages", "Pages", "Policy",
                "Seals", "Storage", "Web", "TestSupport",
            ],
            data: ["browser.py"]),
        tests("Echo", ["Echo", "Agent", "Awards", "Log", "Messages", "TestSupport"]),
        tests(
            "Pipeline",
            [
                "Intake", "Verifier", "Calculator", "Notifier", "Settler", "Duixian", "Agent", "Awards", "Commands",
                "Decimals", "Documents", "Feel", "Lines", "Log", "Messages", "Policy", "Seals", "Storage",
                "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
