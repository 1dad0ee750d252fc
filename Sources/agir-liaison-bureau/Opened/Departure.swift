import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// What left, and what a person has to hand over of it.
struct Departure: Sendable {
    struct File: Sendable {
        let name: String
        let bytes: [UInt8]
        /// Whether anybody reads it who has it: a sheet.
        var isPlain = false
    }

    struct Handed: Sendable {
        let id: PliID
        let voie: Voie
        let partner: String
        /// Nil for a guichet, which our own service shows.
        let file: File?
        /// Of a guichet: the mail that bears the link, as it is to be written, its first line the subject.
        let mail: String?
        let courriel: String?
        let telephone: String?
    }

    /// Of the first one, in the outbox.
    let key: PliKey
    /// What goes by another road than the service.
    let handed: [Handed]
    /// Each shown once, on the page that answers.
    let phrases: [Handover.SecretMessage]
}

extension Departure.Handed {
    /// A guichet that was made, with the mail that bears its link: a card that can't be read takes it away from nobody.
    init(_ opened: OpenedGuichet, of id: PliID, _ session: Session) {
        let pour = opened.guichet.pour
        let contact = session.declared(pour)
        let card = (try? session.folder.contact(pour))?.carte
        self.init(
            id: id, voie: .guichet, partner: PartnerNames(session).name(pour), file: nil,
            mail: opened.mail, courriel: contact?.courriel ?? card?.courriel,
            telephone: contact?.telephone)
    }
}

/// The hands of a page: what is made stays in memory, for the browser to take; a phrase is shown on the page that
/// answers, and nowhere else. Of one work, on its queue alone.
final class MadeHere {
    private var files: [Departure.File] = []
    private(set) var phrases: [Handover.SecretMessage] = []

    var hands: Handover.Hands {
        Handover.Hands(
            write: { name, bytes, _ in
                // No file of this machine: the list of copies has it once a browser took it.
                self.files.append(.init(name: name, bytes: bytes))
                return name
            },
            screen: { return { self.phrases.append($0) } })
    }

    func file(_ name: String?, by voie: Voie) -> Departure.File? {
        var file = files.first { $0.name == name }
        file?.isPlain = voie == .papier
        return file
    }
}
