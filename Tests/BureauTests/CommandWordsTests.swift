import AgentTestSupport
import BureauAccess
import HTTPTypes
import LiaisonAgent
import LiaisonBase
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("Aucune phrase du bureau ne nomme une commande à qui n'a pas de terminal")
struct CommandWordsTests {
    private let name: StructureName
    private let key: KeyName
    private let pli: PliID
    private let error = AgentError(.data, "Rien ne va.", next: "Attendez.")
    private let instant = Instant(seconds: 1_800_000_000)

    init() throws {
        let partnership = try Partnership()
        name = partnership.ml.structure
        key = partnership.ml.name("claire")
        pli = try partnership.receive().slip.id
    }

    /// Every case, each after the one before it: a new one that has no place here does not compile.
    private func all<Value>(_ next: (Value?) -> Value?) -> [Value] {
        var found: [Value] = []
        while let value = next(found.last), found.count < 100 { found.append(value) }
        return found
    }

    private func check(_ sentences: [String], atLeast count: Int) {
        #expect(sentences.count >= count && sentences.count < 100)
        for sentence in sentences {
            // A command, or an option of one.
            #expect(!sentence.contains("agir-liaison"), "\(sentence)")
            #expect(!sentence.contains("--"), "\(sentence)")
            #expect(!sentence.isEmpty && !sentence.contains("\n"), "\(sentence)")
        }
    }

    @Test("les avis : cartes, clés, journal, service")
    func trust() {
        let suspension = LogSuspension(structure: name, depuis: instant, par: [name])
        let notices: [TrustNotice] = all { before in
            switch before {
            case nil: .newKeysInUse
            case .newKeysInUse: .noPassphrase
            case .noPassphrase: .readableByOthers(.init(path: "/dossier", isRepaired: true))
            case .readableByOthers(let file) where file.isRepaired:
                .readableByOthers(.init(path: "/dossier", isRepaired: false))
            case .readableByOthers: .putAside("copies.age", as: "copies.age.1")
            case .putAside: .readsAndControls(isMe: true)
            case .readsAndControls(isMe: true): .readsAndControls(isMe: false)
            case .readsAndControls(isMe: false): .cardExpires("La carte expire.", isOwn: true)
            case .cardExpires(_, isOwn: true): .cardExpires("La carte expire.", isOwn: false)
            case .cardExpires(_, isOwn: false): .otherOwnKey
            case .otherOwnKey: .otherPartnerKey(name)
            case .otherPartnerKey: .partnerKeyVerified(name)
            case .partnerKeyVerified: .importedOtherKey(name)
            case .importedOtherKey: .sameSerie(name)
            case .sameSerie: .olderCard(name)
            case .olderCard: .partnerHosting(name, since: ParisTime.date(at: instant))
            case .partnerHosting(_, since: .some): .partnerHosting(name, since: nil)
            case .partnerHosting(_, since: nil): .foreignVerification(name)
            case .foreignVerification: .restingOnDeparted([name])
            case .restingOnDeparted: .secretRefused(error)
            case .secretRefused: .logSuspended(suspension, isOwn: true)
            case .logSuspended(_, isOwn: true): .logSuspended(suspension, isOwn: false)
            case .logSuspended(_, isOwn: false): .logAlarms(2)
            case .logAlarms: .logMissing
            case .logMissing: .logRewritten
            case .logRewritten: .newEpoch
            case .newEpoch: .epochOpened(2)
            case .epochOpened: .indexKeyNotExchanged("rien")
            case .indexKeyNotExchanged: .indexKeyNotRenewed("rien")
            case .indexKeyNotRenewed: .indexKeyNotTaken(pli, "rien")
            case .indexKeyNotTaken: .indexKeyToCome(key, version: 2)
            case .indexKeyToCome: .otherIndexKey(key, version: 2)
            case .otherIndexKey: .reminder("la convention finit.")
            case .reminder: .noService
            case .noService: .toldAtVerification
            case .toldAtVerification: .toldAtNextSending
            case .toldAtNextSending: .unknownToService
            case .unknownToService: nil
            }
        }
        #expect(notices.last == .unknownToService)
        check(notices.compactMap(\.words), atLeast: 25)
    }

    @Test("les avis des fiches")
    func fiches() {
        let named = FicheNotice.NamedFiche(id: pli, name: "OFFICE Samir")
        let notices: [FicheNotice] = all { before in
            switch before {
            case nil: .doubtfulKey(of: key)
            case .doubtfulKey: .sealedAhead(by: key, seconds: 900)
            case .sealedAhead: .deceivingPart("note.pdf", is: .text)
            case .deceivingPart: .unverified(error)
            case .unverified: .openingWaits
            case .openingWaits: .openingRefused("rien")
            case .openingRefused: .depositWaits
            case .depositWaits: .depositsWait(2, since: instant, isLong: true)
            case .depositsWait: .depositRefused("rien")
            case .depositRefused: .depositUnreadable
            case .depositUnreadable: .receiptNotSent
            case .receiptNotSent: .incidentEntered(n: 2)
            case .incidentEntered: .incidentNamesNoPli(n: 2)
            case .incidentNamesNoPli: .incidentClock("avant midi")
            case .incidentClock: .informSIAO
            case .informSIAO: .otherAttachment
            case .otherAttachment: .destroyedCopies(2)
            case .destroyedCopies: .copiesUnread(error)
            case .copiesUnread: .copyNotListed(error)
            case .copyNotListed: .sentNotKept(error)
            case .sentNotKept: .sentUnfollowed(error)
            case .sentUnfollowed: .openedNotKept(error)
            case .openedNotKept: .linkNotKept
            case .linkNotKept: .unread(pli, error)
            case .unread: .answersLeftOut([named])
            case .answersLeftOut: .otherDepartements([named], unsaid: [named])
            case .otherDepartements: .departementNotSent(name)
            case .departementNotSent: .unusedReason(.cleNonVerifiee)
            case .unusedReason: .checkCIR([named])
            case .checkCIR: .notShared(pli, error)
            case .notShared: .notDestroyed(error)
            case .notDestroyed: .weakArchive("note.zip")
            case .weakArchive: .leftOut("note.exe")
            case .leftOut: .unknownOrigin(name)
            case .unknownOrigin: nil
            }
        }
        #expect(notices.last == .unknownOrigin(name))
        check(notices.compactMap(\.words), atLeast: 20)
    }

    @Test("ce qu'il y a à faire : clés, cartes, contacts")
    func trustSteps() {
        let steps: [TrustStep] = all { before in
            switch before {
            case nil: .createIdentity
            case .createIdentity: .createColleagueIdentity(name)
            case .createColleagueIdentity: .otherFolder(.agent)
            case .otherFolder: .joinOrCreate
            case .joinOrCreate: .takeUpIdentity(key)
            case .takeUpIdentity: .replaceIdentity(key)
            case .replaceIdentity: .bringCard
            case .bringCard: .nameAgent
            case .nameAgent: .giveDPO
            case .giveDPO: .freshService
            case .freshService: .askForRole([.dpo])
            case .askForRole: .giveRole
            case .giveRole: .giveAdminRole
            case .giveAdminRole: .askForStructureKey
            case .askForStructureKey: .importCard
            case .importCard: .importNewCard
            case .importNewCard: .verify(name)
            case .verify: .listContacts
            case .listContacts: .nameStructure
            case .nameStructure: .nameHolder
            case .nameHolder: .declareContact(name)
            case .declareContact: nil
            }
        }
        #expect(steps.last == .declareContact(name))
        check(steps.compactMap { NextStep.trust($0).words }, atLeast: 7)
    }

    @Test("ce qu'il y a à faire : fiches ; et le reste")
    func steps() {
        let steps: [FicheStep] = all { before in
            switch before {
            case nil: .confirmWarnings
            case .confirmWarnings: .recordConvention
            case .recordConvention: .sayWhetherCIRSigned
            case .sayWhetherCIRSigned: .sealOnly
            case .sealOnly: .acceptClassical
            case .acceptClassical: .nameFiche
            case .nameFiche: .giveFicheFile
            case .giveFicheFile: .readUnverified
            case .readUnverified: .askColleague(pli)
            case .askColleague: .openAgain
            case .openAgain: .replace("1")
            case .replace: .answer("1")
            case .answer: .openFile("a.pli")
            case .openFile: .openAnswer(pli)
            case .openAnswer: .startFiche
            case .startFiche: .resumeDraft
            case .resumeDraft: .listCopies
            case .listCopies: .leaveOut
            case .leaveOut: .followSending
            case .followSending: .listGuichets
            case .listGuichets: .chooseRoad([.papier])
            case .chooseRoad: .declareState(pli)
            // What is left of a sending is made by one.
            case .declareState, .finish: .nameDepartement
            case .nameDepartement: .checkCIR
            case .checkCIR: .completeCells
            case .completeCells: .endTable(pli)
            case .endTable: .confirmExit(pli)
            case .confirmExit: .answerRights(pli)
            case .answerRights: .writeAccess(demande: 2)
            case .writeAccess: nil
            }
        }
        #expect(steps.last == .writeAccess(demande: 2))
        let others: [NextStep] = [
            .checkService, .joinStructure(service: "https://service.example"),
            .log(.verify), .retention(.listLog), .incident(.list), .rights(.executeAgain),
        ]
        let all = steps.map(NextStep.fiche) + others
        check(all.compactMap(\.words), atLeast: 10)
    }

    @Test("le service absent se dit sans son adresse, dans une suite d'envoi aussi")
    func away() {
        let error = AgentError(
            .unavailable, "Le service ne répond pas à l'adresse unix:/s.sock.", next: .checkService)
        let words = FicheNotice.sentUnfollowed(error).words
        #expect(words?.hasSuffix("Le service de votre structure ne répond pas.") == true)
        #expect(words?.hasPrefix("La fiche est confiée au service") == true)
    }

    @Test("ce que le service dit : hébergé, qu'il y a une commande et à qui le demander")
    func hosted() {
        let words = DaemonWords(isHosted: true) { [:] }
        let said = [
            "L'incident n° 1 est à qualifier : « agir-liaison violation qualifier 1 --risque … ».",
            "Suspendus : « agir-liaison contact reprendre ml.example » les reprend.",
            "A : « agir-liaison purge apercu », puis « agir-liaison purge executer ».",
            "Voyez « agir-liaison boite ».",
        ]
        let told = words.told(said)
        let end = " D'ici, cela ne se tape pas : voyez avec votre administrateur."
        #expect(
            told == [
                "L'incident n° 1 est à qualifier : une commande de terminal." + end,
                "Suspendus : une commande de terminal les reprend." + end,
                "A : une commande de terminal, puis une commande de terminal." + end,
                "Voyez page « Ma journée ».",
            ])
        check(told, atLeast: 4)
    }

    @Test("ce qui est refusé : « agir-liaison bureau », là seulement où elle a été tapée")
    func refusals() async throws {
        let local: Set<Refused.Code> = [.cookie, .start, .host]
        let codes = Refused.Code.allCases
        check(codes.map { Refused($0).message }, atLeast: codes.count)
        check(
            codes.filter { !local.contains($0) }.map { Refused($0).next }, atLeast: codes.count - 3)
        let partnership = try Partnership()
        for isHosted in [false, true] {
            let browser = try Browser(partnership.claire, isHosted: isHosted)
            let word = [
                ("Liaison-Session", String(repeating: "a", count: 32)),
                ("Liaison-Agent", partnership.operateur.name("claire").description),
                ("Liaison-Echecs", "0"),
            ]
            if isHosted {
                _ = try await browser.ask(.post, FrontWord.opening, cookie: nil, fields: word)
            }
            let refused = try await browser.ask(
                .get, "", cookie: nil, authority: "ailleurs.example",
                fields: isHosted ? word : [])
            #expect(refused.status == 421)
            #expect(refused.text.contains("agir-liaison") == !isHosted)
        }
    }
}
