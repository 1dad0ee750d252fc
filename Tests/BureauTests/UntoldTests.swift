import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("Ce qu'un travail dit et que sa page ne dit pas : la page suivante le dit, une fois")
struct UntoldTests {
    private let partnership: Partnership
    private let browser: Browser

    private static let unreceipted = "l'accusé d'ouverture n'est pas parti"
    private static let unprotected = "aucune phrase secrète"

    init() async throws {
        partnership = try Partnership()
        partnership.holds([])
        browser = try await .inside(partnership.claire)
    }

    /// A page whose own work says nothing.
    private func page() async throws -> String {
        try await browser.get("compte").text.replacing("&#39;", with: "'")
    }

    /// What the works before leave is left.
    private func ended() async throws { _ = try await browser.desk.agent.perform { _ in } }

    private func count(_ words: String, in page: String) -> Int {
        page.split(separator: words, omittingEmptySubsequences: false).count - 1
    }

    @Test("ce qu'une fiche ne dit pas du CIR se lit sur sa page, à chaque fois")
    func cir() async throws {
        let theirs = try partnership.conseillere.session()
        let send = try SendFiche(theirs)
        var answers = FicheAnswers()
        (answers.confirmsWarnings, answers.isCIRSigned) = (true, true)
        let content = try Partnership.fiche("generique", Partnership.withoutCIR)
        _ = try send.execute(send.plan(Partnership.input(content, theirs)), answers)
        let bytes = try #require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last)
        let unsigned = try Pli(bytes).countersigned(by: partnership.ml.serviceKey)
        let signed = try partnership.receive()
        partnership.holds([unsigned, signed])
        for (pli, expected) in [(unsigned, 1), (unsigned, 1), (signed, 0)] {
            let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
            let read = try await browser.get("fiche/\(word)").text
            #expect(read.contains("<h1>OFFICE Samir</h1>"))
            #expect(
                count("Rien ne dit que le CIR est signé : OFFICE Samir.", in: read) == expected)
            #expect(count("le CIR", in: try await page()) == 0)
        }
    }

    @Test("l'accusé qui ne part pas une fois la page donnée se dit sur la suivante, une fois")
    func unreceipted() async throws {
        let pli = try partnership.receive()
        let daemon = partnership.operateur.daemon
        // The last thing that the page itself asks for.
        daemon.on("GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id)) { _ in
            daemon.isDown = true
            return .init(status: 200, body: pli.bytes)
        }
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        let read = try await browser.get("fiche/\(word)")
        #expect(read.status == 200 && read.text.contains("<h1>OFFICE Samir</h1>"))
        daemon.isDown = false
        #expect(count(Self.unreceipted, in: try await page()) == 1)
        #expect(count(Self.unreceipted, in: try await page()) == 0)
    }

    @Test("un travail sans page à lui, ou qui échoue : la suivante le dit, une fois pour deux")
    func without() async throws {
        let agent = browser.desk.agent
        for _ in 1...2 { _ = try await agent.perform { $0.notify(.trust(.noPassphrase)) } }
        await #expect(throws: Refused.self) {
            try await agent.perform { context in
                context.notify(.fiche(.receiptNotSent))
                throw Refused(.missing)
            }
        }
        let told = try await page()
        #expect(count(Self.unprotected, in: told) == 1 && count(Self.unreceipted, in: told) == 1)
        #expect(count(Self.unprotected, in: try await page()) == 0)
    }

    @Test("ce que sa page a dit ne se redit pas, et ne se dit pas deux fois sur elle")
    func own() async throws {
        let desk = browser.desk
        _ = try await desk.agent.perform { $0.notify(.trust(.noPassphrase)) }
        let done = try await desk.agent.perform { context in
            context.notify(.trust(.noPassphrase))
            for _ in 1...2 { context.notify(.fiche(.receiptNotSent)) }
        }
        #expect(desk.shell("", notices: done.notices).avis.count == 2)
        #expect(done.notices.isEmpty)
        #expect(try await !page().contains(Self.unprotected))
    }

    @Test("fermée avant la page suivante, l'identité ne garde de dit que ce qui ne nomme personne")
    func closed() async throws {
        let vault = browser.desk.vault
        _ = try await browser.desk.agent.perform { context in
            context.notify(.trust(.noPassphrase))
            context.notify(.fiche(.weakArchive("OFFICE Samir.zip")))
        }
        vault.lock()
        #expect(try await !page().contains(Self.unprotected))
        try await browser.desk.agent.unlock(nil)
        let told = try await page()
        #expect(count(Self.unprotected, in: told) == 1 && count("OFFICE", in: told) == 0)
    }

    @Test("fermée pendant le travail, ou avant ce qui se dit après sa page : de même")
    func closedMeanwhile() async throws {
        let (vault, agent) = (browser.desk.vault, browser.desk.agent)
        nonisolated(unsafe) var late: (() -> Void)?
        let done = try await agent.perform { context in
            late = { context.notify(.fiche(.weakArchive("OFFICE Samir.zip"))) }
        }
        #expect(done.notices.isEmpty)
        _ = try await agent.perform { context in
            context.notify(.fiche(.weakArchive("OFFICE Samir.zip")))
            vault.lock()
            context.notify(.trust(.noPassphrase))
        }
        late?()
        try await ended()
        #expect(vault.given.takeUntold() == [.trust(.noPassphrase)])
    }

    @Test(
        "ce qui se dit d'un pli ouvert, « ce pli », ne se dit sur aucune autre page que la sienne")
    func opened() async throws {
        let author = partnership.ml.name("conseillere")
        let notices: [AgentNotice] = [
            .fiche(.doubtfulKey(of: author)), .fiche(.sealedAhead(by: author, seconds: 600)),
            .fiche(.deceivingPart("OFFICE Samir.pdf", is: PartContent([]))),
            .fiche(.unverified(AgentError(.data, "Autre signature."))),
        ]
        let agent = browser.desk.agent
        _ = try await agent.perform { context in notices.forEach(context.notify) }
        try await ended()
        #expect(browser.desk.shell("").avis.isEmpty)
        let own = try await agent.perform { context in notices.forEach(context.notify) }
        #expect(browser.desk.shell("", notices: own.notices).avis.count == notices.count)
    }
}
