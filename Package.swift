// swift-tools-version: 6.1
import PackageDescription

// Habit 17 of the style page: every own target sees only what it imports.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // What is installed is what the tests try: one optimised build, not two.
    .unsafeFlags(["-enable-testing"], .when(configuration: .release)),
]
// The tests' own code is worth no optimising.
let tests = house + [.unsafeFlags(["-Onone"], .when(configuration: .release))]
// Only the link differs between what the tests try and what is installed, which finds no Swift on its machine:
// « make production » sets this, and compiles nothing again. A link that is static names what a module of
// Foundation needs besides itself.
let statique: [LinkerSetting] =
    Context.environment["AGIR_STATIQUE"] == nil
    ? []
    : [
        .unsafeFlags(
            ["-static-stdlib", "-use-ld=lld"]
                + [
                    "Foundation", "CoreFoundation", "FoundationInternationalization",
                    "FoundationEssentials", "_FoundationICU", "_FoundationCollections",
                    "_FoundationCShims",
                ].map { "-l\($0)" })
    ]

let package = Package(
    name: "agir-liaison",
    products: [
        .executable(name: "agir-liaison", targets: ["agir-liaison"]),
        .executable(name: "agir-liaisond", targets: ["agir-liaisond"]),
        .executable(name: "agir-liaison-frontal", targets: ["agir-liaison-frontal"]),
        .executable(name: "agir-liaison-bureau", targets: ["agir-liaison-bureau"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Exactly: what is underscored may change in any release without a word. FrenchArguments reads the
        // description that `_dumpHelp` gives, the command line's leaves name a `_superCommandName`.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
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
        // The QR code of a hosted agent's second factor.
        .systemLibrary(
            name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        // Texts, encodings, files and terminal: what needs no library but the system's.
        .target(name: "LiaisonBase", dependencies: ["CProcessus"], swiftSettings: house),
        // What closes a child's descriptors is an extension of glibc, which Swift does not see.
        .target(name: "CProcessus"),
        // Both programs speak French, their parser does not.
        .target(
            name: "FrenchArguments",
            dependencies: [
                "LiaisonBase", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: house),
        // ML-KEM, which libsodium 1.0.18 lacks, by swift-crypto.
        .target(
            name: "HybridKEM", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: house),
        .target(
            name: "LiaisonCrypto", dependencies: ["CSodium", "HybridKEM", "LiaisonBase"],
            swiftSettings: house),
        // What a browser's own cryptography opens: the guichet's content and its answers.
        .target(
            name: "JOSE",
            dependencies: [
                "LiaisonCrypto", "LiaisonBase",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ], swiftSettings: house),
        // The page of the guichet, its style and its script, as they are served.
        .target(
            name: "GuichetPage", dependencies: ["LiaisonCrypto", "LiaisonBase"],
            resources: [
                .embedInCode("page.html"), .embedInCode("style.css"), .embedInCode("script.js"),
            ], swiftSettings: house),
        .target(
            name: "LiaisonSchema", dependencies: ["LiaisonCrypto", "LiaisonBase"],
            swiftSettings: house),
        // SQLite's own settings are variadic functions, which Swift can't call.
        .target(name: "CStockage", linkerSettings: [.linkedLibrary("sqlite3")]),
        // The kernel's own count of seconds: syscall is variadic too.
        .target(name: "CHorloge"),
        .target(
            name: "LiaisonStore",
            dependencies: [
                "CStockage", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: house),
        .target(
            name: "LiaisonService",
            dependencies: [
                "LiaisonStore", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .target(
            name: "LiaisonHTTP",
            dependencies: [
                "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
                .product(
                    name: "RawStructuredFieldValues", package: "swift-http-structured-headers"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], swiftSettings: house),
        // Who comes into a hosted bureau: second factor, invitations, slowing, ends.
        .target(
            name: "BureauAccess",
            dependencies: [
                "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: house),
        // What an agent does, whatever face asks for it: the command line, the bureau.
        .target(
            name: "LiaisonAgent",
            dependencies: [
                "GuichetPage", "JOSE", "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto",
                "LiaisonBase",
            ],
            // What verifies an exported log goes with it.
            resources: [
                .embedInCode("Verificateur/formats_journal.py"),
                .embedInCode("Verificateur/parcours_journal.py"),
                .embedInCode("Verificateur/verifier_export.py"),
            ], swiftSettings: house),
        .executableTarget(
            name: "agir-liaisond",
            dependencies: [
                "CHorloge", "FrenchArguments", "GuichetPage", "LiaisonHTTP", "LiaisonService",
                "LiaisonStore", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
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
            ], swiftSettings: house, linkerSettings: statique),
        .executableTarget(
            name: "agir-liaison",
            dependencies: [
                "FrenchArguments", "LiaisonAgent", "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto",
                "LiaisonBase",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: house,
            // Packed relocations: the loader's 2.7 ms at each start become 0.3 (docs/measurements.md).
            linkerSettings: statique + [
                .unsafeFlags(
                    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"],
                    .when(configuration: .release))
            ]),
        // The entrance of the hosted bureaux: TLS, second factor, relay. It has no key of a fiche.
        .executableTarget(
            name: "agir-liaison-frontal",
            dependencies: [
                "BureauAccess", "CHorloge", "CQRencode", "FrenchArguments", "LiaisonHTTP",
                "LiaisonSchema",
                "LiaisonCrypto", "LiaisonBase",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], swiftSettings: house, linkerSettings: statique),
        // The agent's work in a browser: pages on loopback, or behind a front.
        .executableTarget(
            name: "agir-liaison-bureau",
            dependencies: [
                "BureauAccess", "FrenchArguments", "LiaisonAgent", "LiaisonHTTP", "LiaisonSchema",
                "LiaisonCrypto",
                "LiaisonBase",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [
                .embedInCode("Templates/bureau.css"), .embedInCode("Templates/bureau.js"),
                .embedInCode("Templates/gabarit.mustache"),
                .embedInCode("Templates/entree.mustache"),
                .embedInCode("Templates/mains.mustache"),
                .embedInCode("Templates/faire.mustache"),
                .embedInCode("Templates/demandee.mustache"),
                .embedInCode("Templates/retiree.mustache"),
                .embedInCode("Templates/retirer.mustache"),
                .embedInCode("Templates/remise.mustache"),
                .embedInCode("Templates/guichet.mustache"),
                .embedInCode("Templates/rejoindre.mustache"),
                .embedInCode("Templates/recuperer.mustache"),
                .embedInCode("Templates/second.mustache"),
                .embedInCode("Templates/secours.mustache"),
                .embedInCode("Templates/phrase.mustache"),
                .embedInCode("Templates/bienvenue.mustache"),
                .embedInCode("Templates/verrou.mustache"),
                .embedInCode("Templates/reprise.mustache"),
                .embedInCode("Templates/erreur.mustache"),
                .embedInCode("Templates/journee.mustache"),
                .embedInCode("Templates/boite.mustache"),
                .embedInCode("Templates/brouillons.mustache"),
                .embedInCode("Templates/ecrire.mustache"),
                .embedInCode("Templates/saisie.mustache"),
                .embedInCode("Templates/controler.mustache"),
                .embedInCode("Templates/partager.mustache"),
                .embedInCode("Templates/personne.mustache"),
                .embedInCode("Templates/fin.mustache"),
                .embedInCode("Templates/ofii.mustache"),
                .embedInCode("Templates/grille.mustache"),
                .embedInCode("Templates/tableau.mustache"),
                .embedInCode("Templates/fait.mustache"),
                .embedInCode("Templates/parti.mustache"),
                .embedInCode("Templates/sanscle.mustache"),
                .embedInCode("Templates/secret.mustache"),
                .embedInCode("Templates/cles.mustache"),
                .embedInCode("Templates/absence.mustache"),
                .embedInCode("Templates/toutpartager.mustache"),
                .embedInCode("Templates/copies.mustache"),
                .embedInCode("Templates/referent.md"),
                .embedInCode("Templates/declarer.mustache"),
                .embedInCode("Templates/egaree.mustache"),
                .embedInCode("Templates/partie.mustache"),
                .embedInCode("Templates/difficulte.mustache"),
                .embedInCode("Templates/close.mustache"),
                .embedInCode("Templates/rattacher.mustache"),
                .embedInCode("Templates/confirmee.mustache"),
                .embedInCode("Templates/pieces.mustache"),
                .embedInCode("Templates/compte.mustache"),
                .embedInCode("Templates/aide.mustache"),
                .embedInCode("Templates/rangees.mustache"),
                .embedInCode("Templates/chercher.mustache"),
                .embedInCode("Templates/recherche.mustache"),
                .embedInCode("Templates/releve.mustache"),
                .embedInCode("Templates/fiche.mustache"),
                .embedInCode("Templates/noeuds.mustache"),
                .embedInCode("Templates/suivi.mustache"),
                .embedInCode("Templates/partenaires.mustache"),
                .embedInCode("Templates/comparer.mustache"),
                .embedInCode("Templates/verifie.mustache"),
                .embedInCode("Templates/probleme.mustache"),
                .embedInCode("Templates/declare.mustache"),
                .embedInCode("Templates/repondre.mustache"),
                .embedInCode("Templates/champ.mustache"),
                .embedInCode("Templates/envoyer.mustache"),
                .embedInCode("Templates/envoyee.mustache"),
            ], swiftSettings: house, linkerSettings: statique),
        // What `make bench` measures; in no product.
        .executableTarget(
            name: "bench",
            dependencies: [
                "CSodium", "HybridKEM", "LiaisonCrypto", "LiaisonSchema", "LiaisonBase",
            ],
            path: "Tests/Bench",
            exclude: ["bench.sh", "charge.py", "magasin.py", "service.py", "service.sh"],
            swiftSettings: house, linkerSettings: statique),
        // What docs/conception says of the code: the arrows between modules, the pages that are cited.
        .testTarget(
            name: "ConceptionTests",
            dependencies: [
                "agir-liaison", "agir-liaisond", "FrenchArguments", "LiaisonService",
                "LiaisonSchema",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tests/Conception", swiftSettings: tests),
        .testTarget(
            name: "FrenchArgumentsTests",
            dependencies: [
                "FrenchArguments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: tests),
        // Other programs that tests run.
        .target(
            name: "ProgramSupport", dependencies: ["LiaisonBase"], path: "Tests/ProgramSupport",
            swiftSettings: tests),
        .testTarget(
            name: "LiaisonBaseTests", dependencies: ["LiaisonBase"], swiftSettings: tests),
        .testTarget(
            name: "GuichetPageTests",
            dependencies: ["GuichetPage", "LiaisonCrypto", "LiaisonBase"], swiftSettings: tests),
        .testTarget(
            name: "JOSETests",
            dependencies: [
                "JOSE", "LiaisonCrypto", "LiaisonBase",
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ], swiftSettings: tests),
        .testTarget(
            name: "LiaisonCryptoTests",
            dependencies: ["ProgramSupport", "LiaisonCrypto", "LiaisonBase", "CSodium"],
            swiftSettings: tests),
        .testTarget(
            name: "LiaisonSchemaTests",
            dependencies: ["ProgramSupport", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase"],
            exclude: ["Fiche/fiches-refusees.tsv"], swiftSettings: tests),
        // What several test targets share: a structure with its agents, on a database of its own.
        .target(
            name: "TestSupport",
            dependencies: [
                "LiaisonService", "LiaisonStore", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
            ], path: "Tests/TestSupport", swiftSettings: tests),
        .testTarget(
            name: "LiaisonStoreTests",
            dependencies: [
                "CStockage", "TestSupport", "ProgramSupport", "LiaisonStore", "LiaisonSchema",
                "LiaisonCrypto",
                "LiaisonBase",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: tests),
        .testTarget(
            name: "LiaisonServiceTests",
            dependencies: [
                "TestSupport", "LiaisonService", "LiaisonStore", "LiaisonSchema", "LiaisonCrypto",
                "LiaisonBase",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ], exclude: ["Retention/cas.tsv"], swiftSettings: tests),
        .testTarget(
            name: "LiaisonHTTPTests",
            dependencies: [
                "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], swiftSettings: tests),
        // Structures and their agents in memory, with a daemon that answers what a test says.
        .target(
            name: "AgentTestSupport",
            dependencies: [
                "TestSupport", "LiaisonAgent", "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto",
                "LiaisonBase",
            ], path: "Tests/AgentTestSupport", swiftSettings: tests),
        .testTarget(
            name: "BureauAccessTests",
            dependencies: ["BureauAccess", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase"],
            swiftSettings: tests),
        .testTarget(
            name: "LiaisonAgentTests",
            dependencies: [
                "AgentTestSupport", "TestSupport", "ProgramSupport", "GuichetPage", "JOSE",
                "LiaisonAgent", "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
            ], swiftSettings: tests),
        .testTarget(
            name: "BureauTests",
            dependencies: [
                "agir-liaison-bureau", "AgentTestSupport", "BureauAccess", "TestSupport",
                "LiaisonAgent",
                "LiaisonHTTP", "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ], swiftSettings: tests),
        .testTarget(
            name: "LiaisondTests",
            dependencies: [
                "agir-liaisond", "ProgramSupport", "TestSupport", "LiaisonHTTP", "LiaisonService",
                "LiaisonStore",
                "LiaisonSchema", "LiaisonCrypto", "LiaisonBase",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ], path: "Tests/agir-liaisond", swiftSettings: tests),
        .testTarget(
            name: "FrontalTests",
            dependencies: [
                "agir-liaison-frontal", "BureauAccess", "LiaisonSchema", "LiaisonCrypto",
                "LiaisonBase",
            ], path: "Tests/agir-liaison-frontal", swiftSettings: tests),
        .testTarget(
            name: "EndToEnd",
            dependencies: [
                "agir-liaison", "agir-liaison-bureau", "agir-liaison-frontal", "agir-liaisond",
                "ProgramSupport", "LiaisonAgent", "LiaisonSchema", "LiaisonBase",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/EndToEnd",
            exclude: [
                "clavier.py", "demo.sh", "fiches.py", "frontal.py", "horloge.c", "jouer.sh",
                "manuel.py",
                "marqueurs.sh", "menteur.py", "outils.sh", "roles.sh", "scenarios", "traces.py",
                "tuer.c",
            ],
            swiftSettings: tests),
    ]
)
