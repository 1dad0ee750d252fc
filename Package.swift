// swift-tools-version: 6.1
import PackageDescription

// Habit 17 of the style page: every own target sees only what it imports.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "agir-liaison",
    products: [
        .executable(name: "agir-liaison", targets: ["agir-liaison"]),
        .executable(name: "agir-liaisond", targets: ["agir-liaisond"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.20.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        // Both programs speak French, their parser does not.
        .target(
            name: "FrenchArguments",
            dependencies: [
                "LiaisonCrypto", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: house),
        // ML-KEM, which libsodium 1.0.18 lacks, by swift-crypto.
        .target(
            name: "HybridKEM", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: house),
        .target(
            name: "LiaisonCrypto", dependencies: ["CSodium", "HybridKEM"], swiftSettings: house),
        // What a browser's own cryptography opens: the guichet's content and its answers.
        .target(
            name: "JOSE",
            dependencies: [
                "LiaisonCrypto", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ], swiftSettings: house),
        // The page of the guichet, its style and its script, as they are served.
        .target(
            name: "GuichetPage", dependencies: ["LiaisonCrypto"],
            resources: [
                .embedInCode("page.html"), .embedInCode("style.css"), .embedInCode("script.js"),
            ], swiftSettings: house),
        .target(name: "LiaisonSchema", dependencies: ["LiaisonCrypto"], swiftSettings: house),
        // SQLite's own settings are variadic functions, which Swift can't call.
        .target(name: "CStockage", linkerSettings: [.linkedLibrary("sqlite3")]),
        // The kernel's own count of seconds: syscall is variadic too.
        .target(name: "CHorloge"),
        .target(
            name: "LiaisonStore",
            dependencies: [
                "CStockage", "LiaisonSchema", "LiaisonCrypto",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: house),
        .target(
            name: "LiaisonService",
            dependencies: [
                "LiaisonStore", "LiaisonSchema", "LiaisonCrypto",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .target(
            name: "LiaisonHTTP",
            dependencies: [
                "LiaisonSchema", "LiaisonCrypto",
                .product(
                    name: "RawStructuredFieldValues", package: "swift-http-structured-headers"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], swiftSettings: house),
        // What an agent does, whatever face asks for it: the command line today.
        .target(
            name: "LiaisonAgent", dependencies: ["LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto"],
            swiftSettings: house),
        .executableTarget(
            name: "agir-liaisond",
            dependencies: [
                "CHorloge", "FrenchArguments", "LiaisonHTTP", "LiaisonService", "LiaisonStore",
                "LiaisonSchema", "LiaisonCrypto",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .executableTarget(
            name: "agir-liaison",
            dependencies: [
                "FrenchArguments", "LiaisonAgent", "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: house,
            // Packed relocations: the loader's 2.7 ms at each start become 0.3 (docs/measurements.md).
            linkerSettings: [
                .unsafeFlags(
                    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"],
                    .when(configuration: .release))
            ]),
        // What `make bench` measures; in no product.
        .executableTarget(
            name: "bench",
            dependencies: ["CSodium", "HybridKEM", "LiaisonCrypto", "LiaisonSchema"],
            path: "Tests/Bench",
            exclude: ["bench.sh", "charge.py", "magasin.py", "service.py", "service.sh"],
            swiftSettings: house),
        // What docs/conception says of the code: the arrows between modules, the pages that are cited.
        .testTarget(
            name: "ConceptionTests",
            dependencies: [
                "agir-liaison", "agir-liaisond", "FrenchArguments", "LiaisonService",
                "LiaisonSchema",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tests/Conception", swiftSettings: house),
        .testTarget(
            name: "FrenchArgumentsTests",
            dependencies: [
                "FrenchArguments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: house),
        .testTarget(
            name: "LiaisonCryptoTests", dependencies: ["LiaisonCrypto", "CSodium"],
            swiftSettings: house),
        .testTarget(
            name: "GuichetPageTests", dependencies: ["GuichetPage", "LiaisonCrypto"],
            swiftSettings: house),
        .testTarget(
            name: "JOSETests",
            dependencies: [
                "JOSE", "LiaisonCrypto", .product(name: "CryptoExtras", package: "swift-crypto"),
            ], swiftSettings: house),
        .testTarget(
            name: "LiaisonSchemaTests", dependencies: ["LiaisonSchema", "LiaisonCrypto"],
            exclude: ["Fiche/fiches-refusees.tsv"], swiftSettings: house),
        // What several test targets share: a structure with its agents, on a database of its own.
        .target(
            name: "TestSupport",
            dependencies: ["LiaisonService", "LiaisonStore", "LiaisonSchema", "LiaisonCrypto"],
            path: "Tests/TestSupport", swiftSettings: house),
        .testTarget(
            name: "LiaisonStoreTests",
            dependencies: [
                "TestSupport", "LiaisonStore", "LiaisonSchema", "LiaisonCrypto",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: house),
        .testTarget(
            name: "LiaisonServiceTests",
            dependencies: [
                "TestSupport", "LiaisonService", "LiaisonStore", "LiaisonSchema", "LiaisonCrypto",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ], exclude: ["Retention/cas.tsv"], swiftSettings: house),
        .testTarget(
            name: "LiaisonHTTPTests",
            dependencies: ["LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto"], swiftSettings: house),
        .testTarget(
            name: "LiaisonAgentTests",
            dependencies: [
                "TestSupport", "LiaisonAgent", "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto",
            ], swiftSettings: house),
        .testTarget(
            name: "LiaisondTests",
            dependencies: [
                "agir-liaisond", "TestSupport", "LiaisonHTTP", "LiaisonService", "LiaisonStore",
                "LiaisonSchema", "LiaisonCrypto",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ], path: "Tests/agir-liaisond", swiftSettings: house),
        .testTarget(
            name: "EndToEnd",
            dependencies: ["agir-liaison", "agir-liaisond", "LiaisonSchema", "LiaisonCrypto"],
            path: "Tests/EndToEnd",
            exclude: [
                "clavier.py", "demo.sh", "horloge.c", "manuel.py", "marqueurs.sh", "menteur.py",
                "outils.sh", "roles.sh", "scenarios", "traces.py", "tuer.c",
            ],
            swiftSettings: house),
    ]
)
