import LiaisonBase
import Testing

@Suite("Phrases à la largeur du terminal") struct LineWrappingTests {
    @Test("une ligne trop large passe à la ligne entre deux mots, aussi loin du bord que son début")
    func words() {
        #expect(LineWrapping.wrapped("un deux trois", width: 8) == "un deux\ntrois")
        #expect(LineWrapping.wrapped("  un deux trois\n", width: 9) == "  un deux\n  trois\n")
        #expect(LineWrapping.wrapped("- un deux trois", width: 10) == "- un deux\n  trois")
        #expect(LineWrapping.wrapped("tient  ainsi", width: 12) == "tient  ainsi")
        #expect(LineWrapping.wrapped("\n\na\n", width: 5) == "\n\na\n")
    }

    @Test("la place d'une réponse reste au bout de la question")
    func prompt() {
        #expect(
            LineWrapping.wrapped("Détruire deux plis ? (oui/non) ", width: 22)
                == "Détruire deux plis ?\n(oui/non) ")
    }

    @Test("un mot plus large que la ligne reste entier : une adresse, une clé, à recopier")
    func long() {
        let key = String(repeating: "k", count: 200)
        #expect(LineWrapping.wrapped("la clé \(key) est", width: 80) == "la clé\n\(key)\nest")
        #expect(LineWrapping.wrapped(key, width: 80) == key)
    }

    @Test("« et : » ne se séparent pas de leur mot")
    func french() {
        #expect(
            LineWrapping.wrapped("Tapez « oui » : rien ne part", width: 13)
                == "Tapez\n« oui » :\nrien ne part")
    }

    @Test("aucune ligne ne passe la largeur, et les mots restent dans leur ordre")
    func bounds() {
        let text =
            "Le service a été restauré : saisissez de nouveau ce qui l'a été depuis la sauvegarde."
        for width in 20...90 {
            let lines = LineWrapping.wrapped(text, width: width).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= width })
            #expect(lines.joined(separator: " ") == text)
        }
    }
}
