import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What is left for a DPO to look at, once the log was read: the worst of it is the error.
@Suite("Un journal dont il reste à répondre") struct LogSoundnessTests {
    private let team: Team
    private let machine: Machine
    private let journal: FakeLog
    private let own: LogSuspension

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        journal = FakeLog(team)
        own = LogSuspension(structure: team.structure, depuis: nil, par: [])
    }

    private func failure() throws -> AgentError? {
        let result = try LogVerification.execute(
            LogReading.plan(machine.context, reason: .audit), reason: nil, kept: nil)
        return Samples.error { try result.requireSound() }
    }

    @Test("figé, contredit par un témoin ou sans signature : le pire d'abord, et quoi faire")
    func verified() throws {
        try journal.show(points: [journal.point(3)])
        team.horloge.advance(LogTail.patience + 1)
        let unsigned = try failure()
        #expect(unsigned == AgentError(.data, "", next: .log(.tellAdministrator)))
        #expect(unsigned?.message.hasPrefix("La fin du journal, depuis le ") == true)
        #expect(unsigned?.message.hasSuffix("Signé jusqu'à 3 entrées sur 5.") == true)
        let more = WitnessWord(
            structure: StructureName("ml.example")!,
            answer: .point(try FakeLog(team, count: 9).point().bytes))
        try journal.show(points: [journal.point(3)], words: [more])
        let contradicted = try failure()
        #expect(contradicted == AgentError(.data, "", next: .log(.resume(nil))))
        #expect(contradicted?.message.hasPrefix("Témoin ml.example : ALARME") == true)
        try journal.show(points: [journal.point(3)], words: [more]) { $0.suspensions = [own] }
        #expect(try failure()?.message.hasPrefix("le journal est figé ou contredit") == true)
        // Signed to its end, and nothing else said of it.
        try journal.show()
        #expect(try failure() == nil)
    }

    @Test("ce qui fut vérifié se dit : combien, comparé à quoi, signé jusqu'où, par quels témoins")
    func report() throws {
        func report(_ kept: LogVerification.Kept? = nil) throws -> [String] {
            try LogVerification.execute(
                LogReading.plan(machine.context, reason: .audit), reason: nil, kept: kept
            ).report(comparedTo: "point\u{1B}")
        }
        try journal.show(points: [journal.point(3)])
        team.horloge.advance(LogTail.patience + 1)
        let unsigned = try report()
        #expect(
            unsigned.first == "Journal recalculé : 5 enregistrements, tous présents et intacts.")
        #expect(unsigned.contains("Signé par le service jusqu'à 3 entrées sur 5."))
        try journal.show(words: [WitnessWord(structure: team.structure, answer: .nothing)])
        let whole = try report(.init(name: "point", bytes: journal.point(2).bytes))
        #expect(whole.first?.hasPrefix("Journal vérifié : 5") == true)
        let compared = whole.filter { $0.hasPrefix("Comparé à ") }
        #expect(compared.count == 2 && !compared[0].contains("\u{1B}"))
        #expect(compared[1].hasSuffix("au dernier point que vous aviez vu (3 entrées)."))
        #expect(whole.contains("Aucun partenaire n'a cosigné le dernier point de contrôle."))
        #expect(whole.last == "Témoin agir38.example : il n'a jamais vu ce journal.")
    }

    @Test(
        "des jours du journal se disent, les alarmes d'abord ; un journal contredit, comme la face le dit"
    )
    func overview() throws {
        func report() throws -> [String] {
            let today = machine.context.today
            return try LogOverview(today...today, machine.context).report {
                "suspendu : \($0.structure)"
            }
        }
        try journal.show()
        let calm = try report()
        #expect(calm.contains("  aucune alarme"))
        #expect(calm.contains("Plus ancien pli non remis : aucun."))
        #expect(calm.contains { $0.hasPrefix("Fiches lues : ") })
        try journal.show {
            $0.suspensions = [own]
            $0.unsigned = 2 * 86_400
        }
        let alarmed = try report()
        #expect(alarmed[1] == "suspendu : agir38.example")
        #expect(alarmed[2].hasPrefix("ALARME : La fin du journal, depuis le "))
        #expect(!alarmed.contains("  aucune alarme"))
    }

    @Test("un export dit ce qu'il laisse, et va dans un dossier vide")
    func exported() throws {
        let temporary = try TemporaryFolder()
        func failure() throws -> AgentError? {
            let folder = "\(temporary.path)/\(PliID.random().text)"
            let reading = try LogReading.plan(machine.context, reason: .audit)
            let result = try LogExport.execute(reading, reason: nil, to: LogExportFolder(folder))
            #expect(PrivateFile.exists("\(folder)/point-de-controle"))
            #expect(Samples.code { _ = try LogExportFolder(folder) } == .exists)
            return Samples.error { try result.requireSound() }
        }
        try journal.show(points: [journal.point(3)]) { $0.unsigned = 2 * 86_400 }
        let left = try failure()
        #expect(left == AgentError(.data, "", next: .log(.tellAdministrator)))
        #expect(left?.message == "2 entrées que rien ne signe ne sont pas dans l'export.")
        try journal.show(points: [journal.point(3)]) { $0.suspensions = [own] }
        #expect(try failure() == AgentError(.data, "", next: .log(.resume(nil))))
        try journal.show()
        #expect(try failure() == nil)
    }
}
