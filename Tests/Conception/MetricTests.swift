import Testing

/// What a monitor reads, and the administrator's page of it.
@Suite("Les mesures du manuel")
struct MetricTests {
    @Test("chaque mesure du service est dans le manuel, et le manuel n'en nomme pas d'autre")
    func named() throws {
        let source = try Repository.text("Sources/agir-liaisond/Server/Prometheus.swift")
        let served = Set(
            source.matches(of: /page\.(?:gauge|counter)\(\s*"([a-z_]+)"/).map { String($0.1) })
        #expect(served.count > 20)
        let page = try Repository.text("docs/administrateur.md")
        let told = Set(page.matches(of: /`agir_liaison_([a-z_]+)`/).map { String($0.1) })
        #expect(told == served)
    }
}
