import LiaisonBase

extension Fiche {
    /// The largest `fiche.json`: 256 KiB (fiches.md, «Rules that cross fields»).
    public static let maximumBytes = 262_144

    /// Reads and checks a `fiche.json`. Never throws: whatever is wrong is a finding, and all the
    /// errors of a fiche are reported at once, in the form's order.
    ///
    /// Unreadable or oversized bytes and a model that this version does not know are a single
    /// finding, because nothing else can be checked then.
    ///
    /// - Parameters:
    ///   - today: the date in Paris; `faitLe` may be one day later (clock tolerance).
    ///   - reponseA: whether the fiche answers another one. Nothing in an `spe` fiche depends on
    ///     it.
    public static func validate(
        _ bytes: some Collection<UInt8>, today: CalendarDate, reponseA: Bool = false
    ) -> ValidationReport {
        guard bytes.count <= maximumBytes else {
            return .refused(
                Finding(
                    "Fiche", at: "", found: "\(bytes.count) octets",
                    expected: "\(maximumBytes) octets (256 Kio) au plus"))
        }
        if let found = misencoded(bytes) {
            return .refused(
                Finding(
                    "Fiche", at: "", found: found,
                    expected: "un texte JSON en UTF-8 ; enregistrez le fichier en «UTF-8 sans BOM»")
            )
        }
        let document: JSONValue
        do {
            document = try JSONValue.parse(bytes)
        } catch {
            return .refused(
                Finding(champ: "Fiche", pointeur: "", message: error.description + "."))
        }
        guard let object = document.object else {
            return .refused(
                Finding(
                    "Fiche", at: "", found: AnswerReader.kind(of: document),
                    expected: "un objet JSON, entre accolades"))
        }
        return validate(object, today: today, isReply: reponseA)
    }

    /// What other programs write, named before the JSON is read.
    private static func misencoded(_ bytes: some Collection<UInt8>) -> String? {
        if bytes.isEmpty { return "un fichier vide" }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "une marque d'ordre des octets (BOM)" }
        let isUTF16 =
            bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            || bytes.prefix(64).contains(0)
        return isUTF16 ? "un texte en UTF-16" : nil
    }

    private static func validate(
        _ object: JSONObject, today: CalendarDate, isReply: Bool
    ) -> ValidationReport {
        let found = object[path: .modele]
        guard let modele = found?.string.flatMap({ FicheModele(rawValue: $0) }) else {
            return .refused(unknownModel(found))
        }
        let form = FormDescription.form(for: modele)
        var reader = FormReader(form: form, today: today)
        reader.read(object)
        let rules = FicheRules(
            form: form, answers: reader.answers, today: today, isReply: isReply)
        let errors = form.tree.sorted(reader.findings + rules.findings)
        let warnings = FicheWarnings(form: form, answers: reader.answers, isReply: isReply).findings
        return ValidationReport(
            erreurs: errors, avertissements: form.tree.sorted(warnings),
            fiche: errors.isEmpty ? Fiche(checked: reader.answers, modele: modele) : nil)
    }

    private static func unknownModel(_ value: JSONValue?) -> Finding {
        let found =
            switch value {
            case nil: "rien"
            case .string(let text) where PlainText.isBlank(text): "rien"
            case .string: "un modèle inconnu"
            case .some(let value): AnswerReader.kind(of: value)
            }
        let rest = " ; sans modèle, le reste de la fiche ne peut pas être contrôlé"
        return Finding(
            "Modèle de fiche", at: FormPath.modele.pointer, found: found,
            expected: FicheModele.allCases.map { "«\($0.rawValue)»" }.joined(separator: ", ")
                + rest,
            seen: value.map { $0.string == nil ? AnswerReader.seen($0) : found },
            asked: FicheModele.allCases.map(\.french).joined(separator: ", ") + rest)
    }
}

extension ValidationReport {
    static func refused(_ finding: Finding) -> ValidationReport {
        ValidationReport(erreurs: [finding], avertissements: [], fiche: nil)
    }
}
