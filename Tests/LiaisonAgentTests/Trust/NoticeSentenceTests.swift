import LiaisonAgent
import LiaisonBase
import LiaisonSchema
import Testing

/// The sentences of notices that the command line and the bureau share.
@Suite("Ce que les deux faces disent d'une même phrase") struct NoticeSentenceTests {
    private static let name = StructureName("ml.example")!
    private static let agent = KeyName(agent: "ml.example/claire")!
    private static let failed = AgentError(.data, "Rien ne va.")

    private static let trust: [TrustNotice] = [
        .readableByOthers(FileMode.Narrowed(path: "/dossier", isRepaired: true)),
        .readableByOthers(FileMode.Narrowed(path: "/dossier", isRepaired: false)),
        .putAside("copies.age", as: "copies.1.age"), .readsAndControls(isMe: true),
        .cardExpires("La carte expire.", isOwn: true),
        .cardExpires("La carte expire.", isOwn: false),
        .otherOwnKey, .otherPartnerKey(name), .importedOtherKey(name), .sameSerie(name),
        .restingOnDeparted([name]), .logAlarms(2), .logMissing, .logRewritten, .newEpoch,
        .indexKeyToCome(agent, version: 2), .otherIndexKey(agent, version: 2),
    ]
    private static let fiche: [FicheNotice] = [
        .doubtfulKey(of: agent), .sealedAhead(by: agent, seconds: 600), .unverified(failed),
        .depositsWait(1, since: Instant(seconds: 0), isLong: true), .depositUnreadable,
        .incidentNamesNoPli(n: 1), .destroyedCopies(1), .copyNotListed(failed),
        .sentNotKept(failed), .sentUnfollowed(failed), .departementNotSent(name),
        .weakArchive("a\u{202E}.zip"),
    ]

    @Test("elle dit ce qui est, en entier, et aucune commande : une page n'en a pas")
    func sentences() {
        for sentence in Self.trust.map(\.sentence) + Self.fiche.compactMap(\.sentence) {
            #expect(sentence.hasSuffix("."), "\(sentence)")
            for word in ["agir-liaison", "« structure ", "--", "Mon compte"] {
                #expect(!sentence.contains(word), "\(sentence)")
            }
            #expect(!sentence.contains("\u{202E}"))
        }
        #expect(Self.fiche.allSatisfy { $0.sentence != nil })
    }

    @Test("les nombres et les noms y sont ; ce qu'une face dit seule n'y est pas")
    func details() {
        #expect(TrustNotice.otherPartnerKey(Self.name).sentence.contains("ml.example"))
        #expect(
            FicheNotice.destroyedCopies(2).sentence
                == "Attention : 2 fichiers en clair d'une fiche détruite restent.")
        #expect(
            FicheNotice.destroyedCopies(1).sentence
                == "Attention : 1 fichier en clair d'une fiche détruite reste.")
        #expect(FicheNotice.unusedReason(.sansCopieOFII).sentence == nil)
        #expect(FicheNotice.linkNotKept.sentence == nil)
    }
}
