import Testing

@testable import LiaisonSchema

/// `contact rattacher`, once and again.
@Suite("Le nom que porte un partenaire maintenant")
struct SuccessorsTests {
    private let a = StructureName("a.example")!
    private let b = StructureName("b.example")!
    private let c = StructureName("c.example")!
    private let d = StructureName("d.example")!

    @Test("deux rattachements de suite mènent au dernier nom, et tous ses noms sont à lui")
    func chain() {
        let successors = Successors([a: b, b: c])
        #expect([a, b, c, d].map { successors.current($0) } == [c, c, c, d])
        #expect(successors.current([b, d, a, c]) == [c, d])
        for name in [a, b, c] { #expect(successors.names(of: name) == [a, b, c]) }
        #expect(successors.names(of: d) == [d])
    }

    @Test("ce qui fermerait un cercle se voit ; un cercle, s'il y en a un, a une fin")
    func circle() {
        let chain = Successors([a: b, b: c])
        #expect(chain.leads(from: a, to: c) && chain.leads(from: b, to: b))
        #expect(!chain.leads(from: c, to: a) && !chain.leads(from: d, to: a))
        let circle = Successors([a: b, b: a, c: a])
        // Nobody can say which of them is the last: each is what it is asked for.
        #expect([a, b, c].map { circle.current($0) } == [a, b, c])
        #expect(circle.leads(from: c, to: b) && !circle.leads(from: c, to: d))
    }
}
