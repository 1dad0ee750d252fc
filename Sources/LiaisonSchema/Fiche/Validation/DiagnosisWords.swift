/// Words that name an illness or its treatment. Finding one asks a question; it forbids nothing.
enum DiagnosisWords {
    /// The first line, from 1, that holds one of the words, whole, whatever its case and accents.
    static func line(in text: String) -> Int? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.firstIndex { holdsOne(String($0)) }.map { $0 + 1 }
    }

    private static func holdsOne(_ line: String) -> Bool {
        PlainText.folded(line)
            .split { !$0.isLetter }
            .contains { word in
                words.contains(String(word))
                    || word.hasSuffix("s") && words.contains(String(word.dropLast()))
            }
    }

    /// Singular forms, folded.
    private static let words: Set<String> = [
        "addiction", "agoraphobie", "alcoolique", "alcoolisme", "alzheimer", "amputation",
        "ampute", "amputee", "anorexie", "anorexique", "anxiolytique", "antidepresseur", "arthrose",
        "asthmatique", "asthme", "autisme", "autiste", "avc", "bipolaire", "bipolarite",
        "boulimie", "burnout", "cancer", "cancereux", "cancereuse", "cardiopathie",
        "chimiotherapie", "cirrhose", "dement", "demence", "depressif", "depression", "depressive",
        "diabete", "diabetique", "dialyse", "drepanocytaire", "drepanocytose", "epilepsie",
        "epileptique", "fibromyalgie", "hemiplegie", "hepatite", "hernie", "hypertension",
        "hypertendu", "hypertendue", "infarctus", "insulinodependant", "leucemie", "lupus",
        "lymphome", "maladie", "malvoyant", "malvoyante", "metastase", "migraine", "myopathie",
        "nevrose", "osteoporose", "paludisme", "paranoia", "paranoiaque",
        "paraplegie", "paraplegique", "parkinson", "pathologie", "phobie", "polyarthrite",
        "psychiatrie", "psychiatrique", "psychose", "psychotique", "psychotrope", "ptsd",
        "radiotherapie", "schizophrene", "schizophrenie", "sclerose", "seropositif",
        "seropositive", "seropositivite", "sida", "suicidaire", "suicide", "surdite", "syndrome",
        "tetraplegie", "tetraplegique", "toxicomane", "toxicomanie", "traumatisme", "trisomie",
        "trisomique", "tspt", "tuberculeux", "tuberculose", "tumeur", "vih",
    ]
}
