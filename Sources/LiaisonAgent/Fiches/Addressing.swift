import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// What does not fit between a fiche and those it is about to go to: a slip in the command that only a
/// person can see. It asks, and forbids nothing.
struct Addressing {
    private let fiche: Fiche
    private let session: Session

    init(_ fiche: Fiche, _ session: Session) {
        self.fiche = fiche
        self.session = session
    }

    /// How long the same fiche to the same addressee is taken for a slip, in days.
    private static let days: Int64 = 30

    /// Those that may be another one than the form's partner: they have copies.
    private static let copied: Set<StructureKind> = [.dtOFII, .siao]

    func warnings(_ destinations: [Destination]) throws -> [FicheWarning] {
        let repertoire = Repertoire(session)
        let cards = try destinations.compactMap(card)
        let unlike: [FicheWarning] = cards.compactMap { card in
            guard !Self.copied.contains(card.type), let named = fiche.partner,
                !StructureLikeness.isLike(named, card.libelle),
                !StructureLikeness.isLike(named, card.structure.text)
            else { return nil }
            return .otherPartner(named: named, addressee: card)
        }
        let again: [FicheWarning] = cards.compactMap { card in
            repertoire.lastSent(
                fiche, to: card.structure, since: session.now + -Self.days * 86_400
            ).map { .sentAlready(to: card.structure, id: $0.id, le: $0.le) }
        }
        return unlike + again
    }

    private func card(_ destination: Destination) throws -> Carte? {
        guard case .phrase(let name, _) = destination else { return destination.card }
        return try session.folder.contact(name)?.carte
    }
}

extension Fiche {
    /// The structure on the other side, as the form names it.
    var partner: String? {
        content[sens.addresseeBlock]?.object?["structure"]?.string
    }

    /// By which the same fiche is known again, whatever day it was made out.
    var fingerprint: String {
        var content = content
        content["faitLe"] = nil
        return Hex.encode(Hash.sha256(Array(JSONValue.object(content).text.utf8)))
    }
}
