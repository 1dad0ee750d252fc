import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// The steps of an incident as the register tells them, with the reasons that this agent can open.
struct IncidentReasons {
    private let identities: [AgeIdentity]

    init(_ identities: [AgeIdentity]) { self.identities = identities }

    func text(_ sealed: SealedText) -> String? { sealed.text(with: identities) }

    /// A step and its reasons, in a line.
    func line(_ step: LocalIncidentFile.Etape) -> String {
        let sealed: [(String, SealedText?)] =
            switch step.fact {
            case .qualification(let said): [("motif", said.motif)]
            case .retard(_, let motif): [("motif", motif)]
            case .cloture(let motif): [("motif", motif)]
            case .notifie(_, _, _, let reference): [("référence", reference)]
            default: []
            }
        let said = sealed.compactMap { label, sealed in
            sealed.map { "\(label) : \(text($0) ?? "(scellé pour un autre DPO)")" }
        }
        let head = "\(ParisTime.french(step.le)), \(step.par) : \(Self.french(step.fact))"
        return ([head] + said).joined(separator: " ; ")
    }

    /// What the step says, without its texts.
    static func french(_ fact: IncidentFact) -> String {
        switch fact {
        case .declaration: "déclaration"
        case .qualification(let said): french(said)
        case .avis(let pour, _, let phase): "notification n° \(phase) à \(pour)"
        case .fichier(let pour, _, let phase):
            "notification n° \(phase) à \(pour), écrite en fichier"
        case .accuse(let pour, _, .ouvert, _): "ouverte par \(pour)"
        case .accuse(let pour, _, _, _): "remise à \(pour)"
        case .notifie(let addressee, let le, let moyen, _):
            "\(addressee.french) prévenu le \(ParisTime.french(le)) par \(moyen.french)"
        case .retard(let addressee, _): "retard envers \(addressee.french)"
        case .recu(let de, _): "notification reçue de \(de)"
        case .lu(let de, _, _): "notification de \(de) lue"
        case .envois(let name, isStopped: true): "envois à \(name) arrêtés"
        case .envois(let name, isStopped: false): "envois à \(name) repris"
        case .cloture: "clôture"
        }
    }

    private static func french(_ said: IncidentFact.Qualification) -> String {
        let moments = [
            ("soupcon", said.moments.soupcon), ("decouverte", said.moments.decouverte),
            ("reception", said.moments.reception), ("connaissance", said.moments.connaissance),
        ].compactMap { name, moment in
            moment.map { "\(name) corrigée au \(ParisTime.french($0))" }
        }
        let parts = [
            said.risque?.french,
            said.ofii.map { $0 ? "données de l'OFII touchées" : "données de l'OFII non touchées" },
            said.sans.isEmpty
                ? nil : "non concerné : " + said.sans.map(\.text).joined(separator: ", "),
            moments.joined(separator: ", "),
        ].compactMap(\.self).filter { !$0.isEmpty }
        return (["qualification"] + parts).joined(separator: ", ")
    }
}
