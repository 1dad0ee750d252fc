/// The errors that no field shows alone: what is missing, and what does not fit together
/// (fiches.md, «Common block» and «Rules that cross fields»).
///
/// A rule is silent when a value it needs was refused: one defect, one finding.
struct FicheRules {
    let form: FormDescription
    let answers: FormAnswers
    let today: CalendarDate
    /// Whether the fiche answers another one (`reponseA`).
    let isReply: Bool

    var findings: [Finding] { missing + direction + companions + consents + dates }

    private func leaf(_ path: FormPath) -> FormTree.Leaf? { form.tree.leaf(path) }

    private func finding(
        _ path: FormPath, found: String, expected: String, seen: String? = nil,
        asked: String? = nil
    ) -> [Finding] {
        leaf(path).map {
            [Finding($0, found: found, expected: expected, seen: seen, asked: asked)]
        } ?? []
    }

    private var missing: [Finding] {
        form.tree.leaves.compactMap { leaf in
            let reason: String
            switch leaf.field.requirement {
            case .optional: return nil
            case .always: reason = "obligatoire"
            case .unlessReply:
                guard !isReply else { return nil }
                reason = "obligatoire, sauf dans une réponse"
            case .when(let sens):
                guard answers.sens == sens else { return nil }
                reason =
                    sens == .agirVersPartenaire
                    ? "obligatoire quand l'opérateur AGIR écrit au partenaire"
                    : "obligatoire quand le partenaire écrit à l'opérateur AGIR"
            }
            let path = leaf.field.path
            guard !answers.given.contains(path) else { return nil }
            let what = leaf.field.name ?? Self.expected(leaf.field)
            let asked = leaf.field.name ?? Self.asked(leaf.field)
            return Finding(
                leaf, found: "rien", expected: "\(what) (\(reason))",
                asked: "\(asked) (\(reason))")
        }
    }

    /// The lauréat of the PIC IPR reports on a person who was sent to it; it orients nobody.
    private var direction: [Finding] {
        guard form.modele == .picIPR, answers.sens == .partenaireVersAGIR, !isReply else {
            return []
        }
        return finding(
            .sens, found: "une orientation du lauréat PIC IPR vers l'opérateur AGIR",
            expected: "une réponse à une fiche reçue («agir-liaison repondre ID») ; une nouvelle "
                + "orientation, elle passe par la DT OFII",
            asked: "une réponse à une fiche reçue ; une nouvelle orientation passe par la DT OFII")
    }

    private static let ticked = "au moins une case cochée"

    private static func expected(_ field: FormField) -> String {
        if case .choices = field.kind { return ticked }
        return AnswerReader.expected(field.kind)
    }

    /// The same for who reads the form.
    private static func asked(_ field: FormField) -> String {
        if case .choices = field.kind { return ticked }
        return FieldWords.asked(field)
    }

    private var companions: [Finding] {
        form.tree.leaves.flatMap { leaf -> [Finding] in
            guard let companion = leaf.field.companion, let box = self.leaf(companion.of),
                let option = box.field.kind.options.first(where: { $0.value == companion.option }),
                !answers.given.contains(companion.of) || answers.values[companion.of] != nil
            else { return [] }
            let isTicked = answers.list(companion.of).contains(companion.option)
            let isGiven = answers.given.contains(leaf.field.path)
            if isGiven, !isTicked, answers.values[leaf.field.path] != nil {
                return [
                    Finding(
                        leaf, found: "une réponse alors que «\(option.label)» n'est pas coché",
                        expected: "cocher «\(option.label)» («\(option.value)»), ou retirer la "
                            + "réponse",
                        asked: "cocher «\(option.label)», ou retirer la réponse")
                ]
            }
            if !isGiven, isTicked, companion.required {
                return [
                    Finding(
                        leaf, found: "rien alors que «\(option.label)» est coché",
                        expected: leaf.field.name ?? Self.expected(leaf.field),
                        asked: leaf.field.name ?? Self.asked(leaf.field))
                ]
            }
            return []
        }
    }

    private var consents: [Finding] {
        var findings: [Finding] = []
        if answers.given.contains(.courriel), answers.bool(.consentementDematerialise) != true,
            isRefused(.consentementDematerialise) == false
        {
            findings += finding(
                .courriel, found: "une adresse sans le consentement de la personne",
                expected: "«consentementDematerialise» à true si la personne consent aux échanges "
                    + "dématérialisés, sinon pas d'adresse",
                asked: "«oui» au consentement aux échanges dématérialisés, ou pas d'adresse")
        }
        let isAskedAlready =
            switch leaf(.dateContratAGIR)?.field.requirement {
            case .always: true
            case .when(let sens): answers.sens == sens
            default: false
            }
        if !answers.given.contains(.dateContratAGIR), !isAskedAlready,
            answers.bool(.consentementOrientation) != true,
            isRefused(.consentementOrientation) == false
        {
            let isNo = answers.bool(.consentementOrientation) == false
            findings += finding(
                .consentementOrientation, found: isNo ? "false" : "rien",
                expected: "true, une fois l'accord de la personne recueilli, car la fiche ne porte "
                    + "pas de date de contrat d'engagement AGIR",
                seen: isNo ? "non" : "rien",
                asked:
                    "«oui», une fois l'accord de la personne recueilli, car la fiche ne porte pas "
                    + "de date de contrat d'engagement AGIR")
        }
        return findings
    }

    private func isRefused(_ path: FormPath) -> Bool {
        answers.given.contains(path) && answers.values[path] == nil
    }

    /// Birth < protection ≤ today, birth < CIR ≤ today, birth < contract ≤ `faitLe` ≤ today + 1 day; the
    /// pointer is the earlier-in-life date.
    private var dates: [Finding] {
        let protection = answers.date(.dateProtection)
        let cir = answers.date(.dateSignatureCIR)
        let contract = answers.date(.dateContratAGIR)
        let done = answers.date(.faitLe)
        var findings = birth(before: [
            (protection, "la protection", "à l'obtention de la protection internationale"),
            (cir, "le CIR", "à la signature du CIR"),
            (contract, "le contrat AGIR", "au contrat d'engagement AGIR"),
            (done, "celle de la fiche", "à la date de la fiche"),
        ])
        for (path, date) in [
            (FormPath.dateProtection, protection), (FormPath.dateSignatureCIR, cir),
        ] {
            guard let date, date > today else { continue }
            findings += finding(
                path, found: "\(date.french), une date à venir",
                expected: "au plus tard aujourd'hui, le \(today.french)")
        }
        if let contract, let done, contract > done {
            findings += finding(
                .dateContratAGIR, found: "\(contract.french), après la date de la fiche",
                expected: "une date qui ne dépasse pas celle de la fiche, le \(done.french)")
        }
        if let done, done > today.adding(days: 1) {
            findings += finding(
                .faitLe, found: "\(done.french), une date à venir",
                expected: "au plus tard le lendemain d'aujourd'hui, \(today.french)")
        }
        return findings
    }

    /// One finding at most: the first of the dates that the birth does not precede.
    private func birth(
        before dates: [(date: CalendarDate?, what: String, expected: String)]
    ) -> [Finding] {
        guard let birth = answers.text(.dateNaissance).flatMap({ PartialDate($0) }),
            let wrong = dates.first(where: { $0.date.map { birth.earliest >= $0 } ?? false })
        else { return [] }
        return finding(
            .dateNaissance, found: "une date qui n'est pas avant \(wrong.what)",
            expected: "une naissance antérieure \(wrong.expected)")
    }
}
