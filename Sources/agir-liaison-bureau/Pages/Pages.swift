import HTTPTypes
import Hummingbird
import LiaisonBase
import Mustache
import NIOCore

/// The pages, written from templates: every text of a template's data is made visible and escaped here, and
/// nowhere else. A template can't opt out but for what is typed (`TypedText`), which escapes itself.
struct Pages: Sendable {
    /// What a template sees; `modele` is its name, by which the days in a browser know which ones they looked at.
    private struct Data {
        let modele: String
        let page: Shell
        let contenu: Any
    }

    private let library: MustacheLibrary

    /// - Throws: for a template that is not well written: the tests open them all.
    init() throws {
        MustacheContentTypes.register(VisibleHTML(), named: Self.contentType)
        var library = MustacheLibrary()
        for (name, bytes) in Self.templates {
            let text = FrenchSpacing.kept(String(decoding: bytes, as: UTF8.self))
            // Each of them: within a partial, the library's own escaping begins again.
            try library.register("{{% CONTENT_TYPE: \(Self.contentType)}}\n\(text)", named: name)
        }
        self.library = library
    }

    private static let contentType = "BUREAU"

    /// By the name under which they know each other.
    static var templates: [String: [UInt8]] {
        [
            "gabarit": PackageResources.gabarit_mustache,
            "entree": PackageResources.entree_mustache,
            "mains": PackageResources.mains_mustache,
            "faire": PackageResources.faire_mustache,
            "demandee": PackageResources.demandee_mustache,
            "retiree": PackageResources.retiree_mustache,
            "retirer": PackageResources.retirer_mustache,
            "remise": PackageResources.remise_mustache,
            "guichet": PackageResources.guichet_mustache,
            "rejoindre": PackageResources.rejoindre_mustache,
            "recuperer": PackageResources.recuperer_mustache,
            "second": PackageResources.second_mustache,
            "secours": PackageResources.secours_mustache,
            "phrase": PackageResources.phrase_mustache,
            "bienvenue": PackageResources.bienvenue_mustache,
            "verrou": PackageResources.verrou_mustache,
            "reprise": PackageResources.reprise_mustache,
            "erreur": PackageResources.erreur_mustache,
            "journee": PackageResources.journee_mustache,
            "boite": PackageResources.boite_mustache,
            "chercher": PackageResources.chercher_mustache,
            "recherche": PackageResources.recherche_mustache,
            "releve": PackageResources.releve_mustache,
            "brouillons": PackageResources.brouillons_mustache,
            "ecrire": PackageResources.ecrire_mustache,
            "saisie": PackageResources.saisie_mustache,
            "controler": PackageResources.controler_mustache,
            "partager": PackageResources.partager_mustache,
            "personne": PackageResources.personne_mustache,
            "fin": PackageResources.fin_mustache,
            "close": PackageResources.close_mustache,
            "rattacher": PackageResources.rattacher_mustache,
            "confirmee": PackageResources.confirmee_mustache,
            "pieces": PackageResources.pieces_mustache,
            "compte": PackageResources.compte_mustache,
            "aide": PackageResources.aide_mustache,
            "rangees": PackageResources.rangees_mustache,
            "fiche": PackageResources.fiche_mustache,
            "suivi": PackageResources.suivi_mustache,
            "partenaires": PackageResources.partenaires_mustache,
            "comparer": PackageResources.comparer_mustache,
            "verifie": PackageResources.verifie_mustache,
            "probleme": PackageResources.probleme_mustache,
            "ofii": PackageResources.ofii_mustache,
            "grille": PackageResources.grille_mustache,
            "tableau": PackageResources.tableau_mustache,
            "fait": PackageResources.fait_mustache,
            "declarer": PackageResources.declarer_mustache,
            "egaree": PackageResources.egaree_mustache,
            "partie": PackageResources.partie_mustache,
            "difficulte": PackageResources.difficulte_mustache,
            "secret": PackageResources.secret_mustache,
            "cles": PackageResources.cles_mustache,
            "absence": PackageResources.absence_mustache,
            "toutpartager": PackageResources.toutpartager_mustache,
            "copies": PackageResources.copies_mustache,
            "sanscle": PackageResources.sanscle_mustache,
            "parti": PackageResources.parti_mustache,
            "declare": PackageResources.declare_mustache,
            "noeuds": PackageResources.noeuds_mustache,
            "repondre": PackageResources.repondre_mustache,
            "champ": PackageResources.champ_mustache,
            "envoyer": PackageResources.envoyer_mustache,
            "envoyee": PackageResources.envoyee_mustache,
        ]
    }

    static let style = PackageResources.bureau_css
    static let script = PackageResources.bureau_js

    /// - Parameter contenu: a struct of the page's own.
    func html(_ page: Page, _ shell: Shell, _ contenu: some Sendable) -> String {
        library.render(
            Self.members(of: Data(modele: page.rawValue, page: shell, contenu: contenu)),
            withTemplate: page.rawValue) ?? ""
    }

    /// Structs as dictionaries, all the way down: for each name that a template writes, swift-mustache would look
    /// through all the members of a struct by reflection. As there, nil is no member.
    private static func members(of value: Any) -> Any {
        if value is String || value is Bool || value is any MustacheCustomRenderable {
            return value
        }
        if let list = value as? [Any] { return list.map(members(of:)) }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .struct:
            return mirror.children.reduce(into: [String: Any]()) { members, child in
                if let label = child.label, let value = unwrapped(child.value) {
                    members[label] = Self.members(of: value)
                }
            }
        default: return value
        }
    }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }

    func response(
        _ page: Page, _ shell: Shell, _ contenu: some Sendable,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        var response = Response(
            status: status, headers: [.contentType: Self.type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html(page, shell, contenu))))
        response.headers[Giving.field] = page.giving.rawValue
        return response
    }

    static let type = "text/html; charset=utf-8"

    /// The pages that are answered.
    enum Page: String, CaseIterable {
        case bienvenue, phrase, secours, second, recuperer, rejoindre
        case remise, guichet
        case retirer, retiree, demandee
        case entree, verrou, reprise, erreur, journee, boite, fiche, suivi, repondre, envoyer
        case compte, aide, pieces, rattacher, confirmee, personne, fin, close, partager, recherche,
            releve,
            brouillons,
            ecrire, controler,
            envoyee, partenaires,
            comparer,
            verifie, probleme, declare
        case ofii, grille, tableau, fait, declarer, egaree, partie, difficulte
        case secret, cles, absence, toutpartager, copies, sanscle, parti

        /// When a write answers it.
        var giving: Giving {
            switch self {
            case .remise, .close, .secours, .cles, .recuperer: .once
            case .verrou, .erreur: .bare
            case .parti: .direct
            case .fait, .declare, .retiree, .demandee, .envoyee, .confirmee, .verifie, .partie: .end
            default: .kept
            }
        }
    }
}

/// How a text stands on a page: strangers' signs made visible, French spaces kept on their line, and what delimits
/// escaped, scalar by scalar (swift-mustache looks for Characters, which take in the marks that follow).
struct VisibleHTML: MustacheContentType {
    func escapeText(_ text: String) -> String {
        Self.escaped(FrenchSpacing.kept(VisibleText.escaped(text)))
    }

    static func escaped(_ text: String) -> String {
        text.replacing(scalars: [
            "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
        ])
    }
}

/// What a field holds, given back as it was typed, and what is copied from a page: a sign that is made visible, or a
/// space that was changed, would be sent as such. The one thing that a template writes between three braces.
struct TypedText: MustacheCustomRenderable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    var renderText: String { VisibleHTML.escaped(text) }
    var isNull: Bool { false }
}
