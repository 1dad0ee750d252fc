import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What the partners' witnesses hold of a log, beside what it says itself.
@Suite struct LogWitnessTests {
    private let team: Team
    private let machine: Machine
    private var journal: FakeLog

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        journal = FakeLog(team)
        try journal.show()
    }

    private func verify() throws -> LogVerification.Result { try machine.verifyLog() }

    @Test("chaque témoin répond : d'accord, moins, plus, autre, rien, injoignable")
    func words() throws {
        func word(_ name: String, _ answer: WitnessStatement) -> WitnessWord {
            WitnessWord(structure: StructureName("\(name).example")!, answer: answer)
        }
        var longer = FakeLog(team, count: 9)
        longer.lines.replaceSubrange(0..<5, with: journal.lines)
        let words = [
            word("a", .point(try journal.point().bytes)),
            word("b", .point(try journal.point(2).bytes)),
            word("c", .point(try longer.point().bytes)),
            word("d", .point(try journal.point(4, root: Hash.sha256([7])).bytes)),
            word("e", .nothing), word("f", .unreachable),
            word("g", .point(try journal.point(5, epoch: 2).bytes)),
        ]
        try journal.show(words: words)
        let result = try verify()
        #expect(
            result.verdicts.map(\.finding) == [
                .agrees, .less(2), .more(9), .differs(4), .nothing, .unreachable, .more(5),
            ])
        #expect(!result.isSound)
        for (place, isSound) in [(0, true), (1, true), (2, false), (3, false), (5, true)] {
            try journal.show(words: [words[place]])
            #expect(try verify().isSound == isSound, "\(place)")
        }
        // An époque before knows nothing of what a restoration took.
        try journal.show(points: [journal.point(epoch: 2)], words: [words[0], words[2]])
        #expect(try verify().verdicts.map(\.finding) == [.less(5), .less(9)])
    }

    @Test("une restauration que rien n'a encore signée explique déjà ce qu'un témoin a de plus")
    func wordsBeforeTheFirstSignature() throws {
        let name = try #require(StructureName("ml.example"))
        let more = WitnessWord(
            structure: name, answer: .point(try FakeLog(team, count: 9).point().bytes))
        var restored = FakeLog(team, count: 3)
        let signed = try restored.point()
        restored.lines.append(
            LogEvent(
                .epoque, by: team.structure.key(.service), detail: .restauration,
                content: .precedent("avant")
            ).line(
                n: 3, le: team.horloge.now, salt: Array(repeating: 3, count: 32)))
        try restored.show(points: [signed], words: [more])
        #expect(try verify().verdicts.map(\.finding) == [.less(9)])
    }

    @Test("un point qu'un témoin tiendrait et que le journal n'a pas signé est une invention")
    func forgedWord() throws {
        let forged = try journal.point(by: .generate()).bytes
        try journal.show(words: [
            WitnessWord(structure: StructureName("ml.example")!, answer: .point(forged))
        ])
        #expect(Samples.code { _ = try verify() } == .data)
    }

    @Test(
        "des réponses de témoins illisibles ne sont pas « personne »", arguments: Samples.notAList)
    func unreadableWords(text: String) throws {
        team.daemon.on("GET", Routes.localLogWitnesses, text: text)
        #expect(Samples.code { _ = try verify() } == .data)
    }
}
