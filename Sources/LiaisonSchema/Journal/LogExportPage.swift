internal import LiaisonBase
public import LiaisonCrypto

/// The page that an exported log opens with: what the folder holds, the three commands that verify it,
/// and what each proves (docs/journal.md).
public struct LogExportPage: Sendable {
    private let card: Carte
    private let point: Checkpoint
    private let witnesses: [(name: String, time: Instant)]
    private let kept: Int
    private let made: Instant

    /// - Parameters:
    ///   - card: whose log it is.
    ///   - point: what signs it.
    ///   - witnesses: who cosigned that, and when.
    ///   - kept: how many checkpoints go with it besides.
    public init(
        card: Carte, point: Checkpoint, witnesses: [(name: String, time: Instant)], kept: Int,
        made: Instant
    ) {
        self.card = card
        self.point = point
        self.witnesses = witnesses
        self.kept = kept
        self.made = made
    }

    private static let program = "python3 verifier_export.py"

    /// The three, in order, as they are typed in the folder.
    public var commands: [String] {
        [
            "\(Self.program) cles .", "\(Self.program) export .",
            "\(Self.program) racine . \(point.size)",
        ]
    }

    /// What each of them proves.
    private static let proofs: [(title: String, text: String)] = [
        (
            "1. De qui sont les clés",
            """
            Prouve que chaque carte du dossier est signée par la clé de l'empreinte affichée, et que les \
            clés du journal et des témoins sont celles de ces cartes. Appelez chaque structure à un numéro \
            que vous tenez d'ailleurs, et faites-vous lire son empreinte : sans cela, rien ne dit que ces \
            cartes sont les leurs, et le reste ne prouve rien.
            """
        ),
        (
            "2. Rien n'a été changé, ôté ni ajouté",
            """
            Prouve que tout ce que couvre le point de contrôle est là, inchangé et dans l'ordre ; que ce \
            qui manque a été élagué comme le permet la règle qui est dite ; à quelle heure chaque \
            partenaire l'avait vu ; et que les points de contrôle gardés, au dossier « points », sont du \
            même journal.
            """
        ),
        (
            "3. Ce qu'une page ou un point d'autrefois disait",
            """
            Donne la racine du journal à une taille. Remplacez le nombre par la taille qui est imprimée \
            sur une page du registre, ou écrite dans un point de contrôle que vous gardez : si la racine \
            est la même, rien de ce qui était au journal ce jour-là n'a changé depuis.
            """
        ),
    ]

    private static let files: [(name: String, what: String)] = [
        ("journal.jsonl", "les enregistrements, un par ligne"),
        ("feuilles.txt", "l'empreinte de chacun, élagué ou non"),
        ("journal.csv", "les mêmes enregistrements, pour un tableur"),
        ("point-de-controle", "la taille et la racine, signées, et cosignées par les partenaires"),
        ("points", "ceux que citent les élagages, un par mois, et ceux gardés ailleurs"),
        ("cartes", "les cartes de la structure et des partenaires qu'elle a vérifiés"),
        ("cles.txt", "les clés publiques que ces cartes donnent"),
        ("verifier_export.py", "le vérificateur, écrit d'après les seuls formats"),
        ("formats_journal.py, parcours_journal.py", "ce que le vérificateur demande"),
    ]

    public var html: String {
        var page = HTMLPage()
        let title = "Journal de traçabilité : le vérifier"
        page.heading(card.libelle, level: .programme, value: nil)
        page.heading(title, level: .title, value: nil)
        page.add(label: "Structure", value: card.structure.text, indent: 0)
        page.add(label: "Dossier fait le", value: ParisTime.french(made), indent: 0)
        page.add(label: "Journal", value: point.origin, indent: 0)
        page.add(label: "Enregistrements", value: String(point.size), indent: 0)
        page.add(label: "Racine", value: Base64.encode(point.root), indent: 0)
        for witness in witnesses {
            page.add(
                label: "Cosigné par", value: "\(witness.name), \(ParisTime.french(witness.time))",
                indent: 0)
        }
        page.add(label: "Points de contrôle gardés", value: String(kept), indent: 0)
        page.add(
            """
            Ce dossier se suffit. Il faut Python 3 et PyNaCl (Debian : « apt install python3-nacl » ; \
            ailleurs : « pip install pynacl »), et aucun programme de cette structure. Ouvrez un terminal \
            dans ce dossier et tapez les trois commandes. Chacune finit par « Vérifié. », ou dit ce qui \
            est faux.
            """, indent: 0, hanging: 0)
        for (proof, command) in zip(Self.proofs, commands) {
            page.heading(proof.title, level: .section, value: nil)
            page.add(command, indent: 0, hanging: 0)
            page.add(proof.text, indent: 0, hanging: 0)
        }
        page.heading("Ce que cela ne prouve pas", level: .section, value: nil)
        page.add(
            """
            Que le service a noté tout ce qui s'est fait hors de lui. Qui doute aussi de ce vérificateur \
            en écrit un autre : les formats sont publics (c2sp.org, RFC 6962, RFC 8785).
            """, indent: 0, hanging: 0)
        page.heading("Les fichiers", level: .section, value: nil)
        for file in Self.files { page.add(label: file.name, value: file.what, indent: 0) }
        return page.document(title: "\(title) — \(card.structure)")
    }
}
