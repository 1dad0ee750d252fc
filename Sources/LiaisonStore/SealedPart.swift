/// What decides a destruction, or is evidence: some columns of a table. What is large and never changes is a part
/// of its own, so that a change of state hashes little.
struct SealedPart: Sendable {
    /// How the log names it.
    let name: String
    let table: String
    let columns: [String]

    init(_ name: String, of table: String? = nil, _ columns: String) {
        self.name = name
        self.table = table ?? name
        self.columns = columns.split(separator: " ").map(String.init)
    }

    /// A row as one text, in SQL: `quote` writes a value the same way in every version of SQLite.
    ///
    /// - Parameter row: `NEW.`, `OLD.` or nothing.
    func text(_ row: String) -> String {
        "'\(name) ' || " + columns.map { "quote(\(row)\($0))" }.joined(separator: " || ',' || ")
    }
}

extension SealedPart {
    /// Other columns are another migration, which makes the triggers anew and begins with a seal. What is not here can
    /// be made again, or decides nothing: delays of attempts, counters, what was read when, what witnesses were asked;
    /// `EvidenceTests` names each such table.
    static let all = [
        SealedPart("faits", "n le par genre fiche effet contenu"),
        SealedPart("faits_personnes", "personne fait"),
        SealedPart("regles", "version texte le vue"),
        SealedPart("garde_arretee", of: "conservation_etat", "restaure doute"),
        SealedPart(
            "gardes",
            "id de boite objet modele partenaires scelle recu ouvert conserver original remplacee"),
        SealedPart("annotations", "rang de id personne le note nombre"),
        SealedPart("tombes", "id de sha256 regle le boite purge genre scelle nonlu"),
        SealedPart("purges", "numero le avant suspendus note"),
        SealedPart("transmissions", "id de pour objet modele scelle recu ouvert voie"),
        SealedPart("transmissions_personnes", "personne id de"),
        SealedPart("dossiers", "genre n clos"),
        SealedPart("dossiers_faits", "rang genre n le par contenu effet"),
        SealedPart("dossiers_plis", "id de n"),
        SealedPart("avis", "de id n"),
        SealedPart("envois", "id pour de sha256 cree statut voie"),
        SealedPart("bordereaux_envoyes", of: "envois", "id pour de bordereau"),
        SealedPart("receptions", "de id pour sha256 recu statut remplace voie origine"),
        SealedPart("bordereaux_recus", of: "receptions", "de id pour bordereau"),
        SealedPart("accuses", "de id statut par pour le note"),
        SealedPart("retraits", "id pour le par motif issue"),
        SealedPart("etats_declares", "rang id pour statut le moyen par"),
        SealedPart("fichiers_ouverts", "de id par le conserver note"),
        SealedPart(
            "guichets",
            "nom pour envoi modele nombre statut cree fin preuve remplace remis lu repondu clos motif par"
        ),
        SealedPart("guichets_reponses", "nom id sha256 recu taille ouverte document"),
        SealedPart("guichets_contenus", "boite de id nom part sha256 octets"),
        SealedPart("cartes", "rang structure cle serie propre acceptee note"),
        SealedPart("verifications", "structure cle recue note"),
        SealedPart("contacts_retires", "structure le"),
        SealedPart("contacts_declares", "structure type suite le note"),
        SealedPart("epoque", of: "journal_etat", "epoque fige"),
        SealedPart("points", "origine taille le note"),
        SealedPart("cosignatures", "origine taille temoin le ligne"),
        SealedPart("contradictions", "rang origine le connu vu par resolue"),
        SealedPart("epoques", "structure epoque note"),
        SealedPart("sauvegardes", "dossier le cles"),
    ]
}
