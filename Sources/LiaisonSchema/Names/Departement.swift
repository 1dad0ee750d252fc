/// A French département, which a DT OFII answers for: its code is two digits, `2A`, `2B`, or three digits
/// overseas (INSEE, code officiel géographique; fiches.md, «generique»).
public struct Departement: Sendable, Hashable {
    public let code: String
    /// «Isère».
    public let name: String

    /// As people read it: «Isère (38)».
    public var french: String { "\(name) (\(code))" }

    /// What is said of a text that names none.
    public static let refusal =
        "Ce n'est pas un département : tapez son numéro (38, 2A, 971), ou son nom."

    private init(_ line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 1)
        code = String(parts.first ?? "")
        name = String(parts.last ?? "")
    }

    /// Reads exactly a code, as `fiche.json` has it.
    public init?(code: String) {
        guard let found = Self.all.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    /// Reads what a person typed: a code, a name, or both, whatever case, accents, articles and signs between
    /// («38», «isere», «Isère (38)», «l'Isère»). Nil for anything else, and for two that differ.
    public init?(typed text: String) {
        // A name is not longer; nobody's text is folded for nothing.
        guard text.utf8.count <= 200 else { return nil }
        var words = Self.words(text)
        let codes = words.compactMap { Self.byCode[$0] }
        words.removeAll { Self.byCode[$0] != nil }
        let named = words.isEmpty ? nil : Self.byName[words]
        guard codes.count <= 1, words.isEmpty || named != nil, let found = codes.first ?? named,
            named == nil || named == found
        else { return nil }
        self = found
    }

    /// Lower case, without accents; without the words that tell no département from another.
    private static func words(_ text: String) -> [String] {
        PlainText.folded(text).split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { !small.contains($0) }
    }

    private static let small: Set<String> = [
        "d", "de", "departement", "des", "du", "en", "l", "la", "le", "les",
    ]

    /// In the order of the codes.
    public static let all = """
        01 Ain
        02 Aisne
        03 Allier
        04 Alpes-de-Haute-Provence
        05 Hautes-Alpes
        06 Alpes-Maritimes
        07 Ardèche
        08 Ardennes
        09 Ariège
        10 Aube
        11 Aude
        12 Aveyron
        13 Bouches-du-Rhône
        14 Calvados
        15 Cantal
        16 Charente
        17 Charente-Maritime
        18 Cher
        19 Corrèze
        2A Corse-du-Sud
        2B Haute-Corse
        21 Côte-d'Or
        22 Côtes-d'Armor
        23 Creuse
        24 Dordogne
        25 Doubs
        26 Drôme
        27 Eure
        28 Eure-et-Loir
        29 Finistère
        30 Gard
        31 Haute-Garonne
        32 Gers
        33 Gironde
        34 Hérault
        35 Ille-et-Vilaine
        36 Indre
        37 Indre-et-Loire
        38 Isère
        39 Jura
        40 Landes
        41 Loir-et-Cher
        42 Loire
        43 Haute-Loire
        44 Loire-Atlantique
        45 Loiret
        46 Lot
        47 Lot-et-Garonne
        48 Lozère
        49 Maine-et-Loire
        50 Manche
        51 Marne
        52 Haute-Marne
        53 Mayenne
        54 Meurthe-et-Moselle
        55 Meuse
        56 Morbihan
        57 Moselle
        58 Nièvre
        59 Nord
        60 Oise
        61 Orne
        62 Pas-de-Calais
        63 Puy-de-Dôme
        64 Pyrénées-Atlantiques
        65 Hautes-Pyrénées
        66 Pyrénées-Orientales
        67 Bas-Rhin
        68 Haut-Rhin
        69 Rhône
        70 Haute-Saône
        71 Saône-et-Loire
        72 Sarthe
        73 Savoie
        74 Haute-Savoie
        75 Paris
        76 Seine-Maritime
        77 Seine-et-Marne
        78 Yvelines
        79 Deux-Sèvres
        80 Somme
        81 Tarn
        82 Tarn-et-Garonne
        83 Var
        84 Vaucluse
        85 Vendée
        86 Vienne
        87 Haute-Vienne
        88 Vosges
        89 Yonne
        90 Territoire de Belfort
        91 Essonne
        92 Hauts-de-Seine
        93 Seine-Saint-Denis
        94 Val-de-Marne
        95 Val-d'Oise
        971 Guadeloupe
        972 Martinique
        973 Guyane
        974 La Réunion
        976 Mayotte
        """.split(separator: "\n").map { Departement($0) }

    private static let byCode = Dictionary(
        all.map { ($0.code.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    private static let byName = Dictionary(
        all.map { (words($0.name), $0) }, uniquingKeysWith: { first, _ in first })
}
