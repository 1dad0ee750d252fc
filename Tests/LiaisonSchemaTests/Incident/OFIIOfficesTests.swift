import LiaisonCrypto
import LiaisonSchema
import Testing

/// One rule for the service and for agents.
@Suite("La DT OFII d'un incident")
struct OFIIOfficesTests {
    private let grenoble: StructureName
    private let lyon: StructureName
    private let locale: StructureName

    init() throws {
        grenoble = try #require(StructureName("dt-grenoble.example"))
        lyon = try #require(StructureName("dt-lyon.example"))
        locale = try #require(StructureName("ml.example"))
    }

    private func convention(_ type: Convention.Kind, _ name: StructureName) throws
        -> ConventionState
    {
        let debut = try #require(CalendarDate("2026-01-01"))
        return ConventionState(
            Convention(
                reference: "R", type: type, avec: [name], debut: debut,
                echeance: .date(debut.adding(months: 12))))
    }

    @Test("une convention OFII dit laquelle est la nôtre ; sans elle, la carte suffit")
    func ours() throws {
        let bound = OFIIOffices([try convention(.ofii, grenoble)])
        #expect(bound.isOurs(grenoble) && !bound.isOurs(lyon))
        let other = OFIIOffices([try convention(.spe, grenoble)])
        #expect(other.isOurs(grenoble) && other.isOurs(lyon))
    }

    @Test("qui prévenir : celle de la convention, sinon celle qui est touchée, sinon la seule")
    func told() throws {
        let bound = OFIIOffices([try convention(.ofii, grenoble)])
        #expect(bound.told(among: [grenoble, lyon], touched: [lyon]) == [grenoble])
        #expect(bound.told(among: [lyon], touched: []) == [lyon])
        let none = OFIIOffices([])
        #expect(none.told(among: [grenoble, lyon], touched: [lyon]) == [lyon])
        #expect(none.told(among: [grenoble, lyon], touched: []) == [])
        #expect(none.told(among: [grenoble], touched: []) == [grenoble])
    }

    @Test("prévenir une DT OFII arrête le délai de l'OFII, et lui seul")
    func stopped() {
        func kind(_ name: StructureName) -> StructureKind? {
            name == locale ? .missionLocale : .dtOFII
        }
        let clocks: [NoticeAddressee] = [.ofii, .structure(locale), .cnil]
        #expect(NoticeAddressee.structure(grenoble).stopped(of: clocks, kind: kind) == .ofii)
        #expect(
            NoticeAddressee.structure(locale).stopped(of: clocks, kind: kind)
                == .structure(locale))
        #expect(NoticeAddressee.personnes.stopped(of: clocks, kind: kind) == nil)
        #expect(NoticeAddressee.structure(grenoble).stopped(of: [.cnil], kind: kind) == nil)
        // One with a clock of its own stops that.
        #expect(
            NoticeAddressee.structure(grenoble)
                .stopped(of: [.ofii, .structure(grenoble)], kind: kind) == .structure(grenoble))
    }
}
