import LiaisonSchema

/// A piece of the official form as its template sees it: one of these members, the others nil.
struct FormNode: Sendable {
    struct Heading: Sendable {
        let texte: String
        let valeur: String?
    }

    /// Answers that follow each other under their labels.
    struct Answers: Sendable {
        var lignes: [Line]
    }

    struct Line: Sendable {
        let libelle: String
        /// Nil for what was not answered.
        let dit: String?
        let retrait: Int
    }

    /// Boxes that belong together.
    struct Group: Sendable {
        let intitule: String?
        let cases: [Box]
    }

    struct Box: Sendable {
        let avant: String?
        /// Neither of a line under which boxes stand.
        let coche: Bool
        let decoche: Bool
        let texte: String
        let valeur: String?
        let retrait: Int
    }

    var programme: String?
    var titre: String?
    var section: Heading?
    var soussection: Heading?
    var paragraphe: String?
    var reponses: Answers?
    var groupe: Group?

    /// The nodes of a form that was filled in, in their order; fields to fill in are for other pages.
    static func all(_ tree: [GuichetNode]) -> [FormNode] {
        var nodes: [FormNode] = []
        for node in tree {
            switch node {
            case .heading(0, let text, _): nodes.append(FormNode(programme: text))
            case .heading(1, let text, _): nodes.append(FormNode(titre: text))
            case .heading(2, let text, let value):
                nodes.append(FormNode(section: Heading(texte: text, valeur: value)))
            case .heading(_, let text, let value):
                nodes.append(FormNode(soussection: Heading(texte: text, valeur: value)))
            case .text(let text): nodes.append(FormNode(paragraphe: text))
            case .value(let label, let value, let indent):
                let line = Line(
                    libelle: label, dit: value.isEmpty ? nil : value, retrait: indent)
                if var answers = nodes.last?.reponses {
                    answers.lignes.append(line)
                    nodes[nodes.count - 1].reponses = answers
                } else {
                    nodes.append(FormNode(reponses: Answers(lignes: [line])))
                }
            case .group(let label, let inner):
                nodes.append(
                    FormNode(groupe: Group(intitule: label, cases: inner.compactMap(box))))
            case .subgroup, .box:
                nodes.append(
                    FormNode(groupe: Group(intitule: nil, cases: [box(node)].compactMap { $0 })))
            case .field, .fixed, .rule: continue
            }
        }
        return nodes
    }

    private static func box(_ node: GuichetNode) -> Box? {
        switch node {
        case .box(let box, let indent):
            Box(
                avant: box.lead, coche: box.isTicked, decoche: !box.isTicked, texte: box.label,
                valeur: box.value.map { $0.isEmpty ? "…" : $0 }, retrait: indent)
        case .subgroup(let text, let indent):
            Box(
                avant: nil, coche: false, decoche: false, texte: text, valeur: nil,
                retrait: indent)
        case .value(let label, let value, let indent):
            Box(
                avant: nil, coche: false, decoche: false, texte: label, valeur: value,
                retrait: indent)
        default: nil
        }
    }
}
