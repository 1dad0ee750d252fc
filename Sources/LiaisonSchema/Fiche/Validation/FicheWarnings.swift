import LiaisonBase

/// The doubts that the content alone raises; the author confirms or corrects them (fiches.md,
/// «Warnings»; guide AGIR 2022, 1.2.2; guide AGIR 2022, 2.3.2). Those that depend on the addressee are in `routingFindings`.
struct FicheWarnings {
    let form: FormDescription
    let answers: FormAnswers
    /// Whether the fiche answers another one (`reponseA`).
    let isReply: Bool

    var findings: [Finding] { anonymous + fields + eligibility + language + age + hours }

    private func finding(_ path: FormPath, found: String, expected: String) -> [Finding] {
        form.tree.leaf(path).map { [Finding($0, found: found, expected: expected)] } ?? []
    }

    private var orientations: [Orientation] {
        answers.list(.orientationVers).compactMap { Orientation(rawValue: $0) }
    }

    /// Only a `generique` fiche from a partner passes validation without the number.
    private var anonymous: [Finding] {
        guard !answers.given.contains(.numeroAGDREF), answers.sens == .partenaireVersAGIR else {
            return []
        }
        return finding(
            .numeroAGDREF, found: "rien",
            expected: "le numéro s'il est connu ; sans lui, la fiche reste sans pseudonyme jusqu'à "
                + "ce qu'un référent la rattache")
    }

    private var fields: [Finding] {
        form.tree.leaves.flatMap { leaf -> [Finding] in
            guard let text = answers.text(leaf.field.path) else { return [] }
            switch leaf.field.kind {
            case .agdref where text.utf8.count == 9:
                return [
                    Finding(
                        leaf, found: "9 chiffres",
                        expected: "10 chiffres le plus souvent ; vérifiez le numéro sur le titre "
                            + "de séjour")
                ]
            case .telephone where !Telephone.isRecognised(text):
                return [
                    Finding(
                        leaf, found: "un numéro de téléphone que le programme ne reconnaît pas",
                        expected: "un numéro comme 06 00 00 00 01 ou +33 6 00 00 00 01")
                ]
            case .line where leaf.field.path.keys.last == FormPath.courriel.keys.last:
                let cut = Finding(
                    leaf, found: "une adresse de courriel qui n'est pas entière",
                    expected: "une adresse comme prenom.nom@exemple.fr")
                return (Self.isMail(text) ? [] : [cut]) + screening(text, leaf: leaf)
            case .line where leaf.field.path == .nationalite && Self.isNoNationality(text):
                let other = Finding(
                    leaf, found: "une date ou des chiffres",
                    expected: "une nationalité, comme « afghane » ; la naissance a son champ")
                return [other] + screening(text, leaf: leaf)
            default:
                return screening(text, leaf: leaf)
            }
        }
    }

    /// Something, one `@`, and a domain of two labels at least, without a space: not more, for more is
    /// somebody's address (RFC 5321).
    private static func isMail(_ text: String) -> Bool {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty,
            !text.unicodeScalars.contains(where: \.properties.isWhitespace)
        else { return false }
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && labels.allSatisfy { !$0.isEmpty }
    }

    /// What was meant for the next field: a date, or no letter at all.
    private static func isNoNationality(_ text: String) -> Bool {
        CalendarDate(typed: text.trimmed) != nil
            || !text.unicodeScalars.contains(where: \.properties.isAlphabetic)
    }

    private func screening(_ text: String, leaf: FormTree.Leaf) -> [Finding] {
        guard leaf.field.screening != .none else { return [] }
        var findings: [Finding] = []
        let identifiers = SensitiveNumbers(text)
        if let nir = identifiers.nir {
            findings.append(
                Finding(
                    leaf,
                    found: nir == .keyMatches
                        ? "un numéro de sécurité sociale (NIR)"
                        : "des chiffres qui ressemblent à un numéro de sécurité sociale (NIR)",
                    expected: "un texte sans ce numéro, que la fiche ne doit pas contenir"))
        }
        if identifiers.hasIBAN {
            findings.append(
                Finding(
                    leaf, found: "ce qui ressemble à un numéro de compte bancaire (IBAN)",
                    expected: "un texte sans coordonnées bancaires"))
        }
        if identifiers.hasCard {
            findings.append(
                Finding(
                    leaf, found: "des chiffres qui ressemblent à un numéro de carte bancaire",
                    expected: "un texte sans coordonnées bancaires"))
        }
        if leaf.field.screening == .identifiersAndHealth, let line = DiagnosisWords.line(in: text) {
            findings.append(
                Finding(
                    champ: leaf.champ, pointeur: leaf.field.path.pointer,
                    message: "Trouvé, ligne \(line) : un mot qui évoque un diagnostic. Cette "
                        + "précision médicale est-elle nécessaire ?"))
        }
        return findings
    }

    /// Who got the status in an earlier year than the last one does not enter the programme any more
    /// (guide AGIR 2022, 1.2.2): said of orientations towards AGIR only.
    private var eligibility: [Finding] {
        guard answers.sens == .partenaireVersAGIR, !isReply,
            !answers.given.contains(.dateContratAGIR), let done = answers.date(.faitLe),
            let protection = answers.date(.dateProtection), protection.year < done.year - 1
        else { return [] }
        return finding(
            .dateProtection, found: "une protection obtenue en \(protection.year)",
            expected: "\(done.year) ou \(done.year - 1) : on entre dans le programme l'année "
                + "d'obtention du statut ou la suivante (guide, 1.2.2)")
    }

    private var language: [Finding] {
        guard let level = answers.text(.positionnementLinguistique) else { return [] }
        var findings: [Finding] = []
        let belowA2 = ["infra-A1", "A1"].contains(level)
        if belowA2, !orientations.isEmpty, answers.text(.informationsComplementaires) == nil {
            findings += finding(
                .positionnementLinguistique,
                found: "\(level) pour une orientation vers le SPE, sans informations "
                    + "complémentaires",
                expected: "le niveau A2, ou quelques mots dans les informations complémentaires "
                    + "(guide, 2.3.2)")
        }
        if orientations.contains(.apec), belowA2 || level == "A2" {
            findings += finding(
                .positionnementLinguistique, found: "\(level) pour une orientation vers l'APEC",
                expected: "au moins le niveau B1 (guide, 2.3.2)")
        }
        return findings
    }

    private var age: [Finding] {
        guard orientations.contains(.missionLocale), let done = answers.date(.faitLe),
            let birth = answers.text(.dateNaissance).flatMap({ PartialDate($0) })
        else { return [] }
        let age = birth.age(on: done)
        guard age >= 26 else { return [] }
        return finding(
            .orientationVers, found: "Mission Locale pour une personne de \(age) ans",
            expected: age < 30
                ? "moins de 26 ans, ou moins de 30 ans pour une personne en situation de handicap"
                : "moins de 26 ans ; à partir de 30 ans, il n'y a pas d'exception")
    }

    private var hours: [Finding] {
        guard let hours = answers.values[.heuresFLE]?.integer, !(0...1_200).contains(hours) else {
            return []
        }
        return finding(
            .heuresFLE, found: Plural.of(hours, "heure"), expected: "en général de 0 à 1200 heures")
    }
}
