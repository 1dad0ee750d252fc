import LiaisonSchema
import Testing

private typealias A = ActeFixture

@Suite("Notification, comme on la lit")
struct NoticeDocumentTests {
    private func document(
        _ change: (inout ViolationActe) -> Void = { _ in }, from: String = "Opérateur AGIR",
        signature: String? = "Signé par Denis"
    ) -> NoticeDocument {
        var acte = ViolationActeTests.acte
        change(&acte)
        return NoticeDocument(acte, from: from, signature: signature)
    }

    @Test("le texte dit tout ce que dit l'acte")
    func text() {
        let text = document().text
        for part in [
            "Notification de violation de données personnelles", "De : Opérateur AGIR",
            "n° 3 de cette structure, notification n° 2", "Découverte : 23/11/2026 à 13:00",
            "Plainte reçue : 23/11/2026 à 12:59", "Connaissance : 23/11/2026 à 14:00",
            "confidentialité, disponibilité", "Un ordinateur volé.", "environ 12", "environ 30",
            "Usurpation possible.", "Plainte déposée.", "qui l'a pris",
            "Découvert pendant la fermeture.", "Denis Exemple", "04 76 00 00 09", "dpo@a.example",
            A.id.text, "Signé par Denis",
        ] { #expect(text.contains(part), "\(part)") }
        let complaint = document({ $0.type = .plainte }, signature: nil)
        #expect(complaint.title == "Information sur la plainte d'une personne")
        #expect(!complaint.text.contains("Signé"))
    }

    @Test("ce qui manque du contact se dit avec ce que c'est, avant l'envoi comme à l'arrivée")
    func unknownContact() {
        for missing in ["", ViolationActe.Contact.unknown] {
            let text = document({
                $0.contact = .init(nom: "Denis", telephone: missing, courriel: missing)
            }).text
            #expect(
                text.contains(
                    "    Denis\n    téléphone non communiqué\n    courriel non communiqué\n"),
                "\(text)")
        }
    }

    @Test("rien de ce qu'un partenaire écrit ne commande la page ni le terminal")
    func escapes() {
        let document = document(
            {
                $0.faits = "<script>alert(1)</script> & \"x\" \u{202E}"
                $0.consequences = "<img src=x onerror=alert(1)>"
                $0.inconnu = ["</dd><script>"]
                $0.contact = .init(nom: "<b>", telephone: "", courriel: "")
            }, from: "<i>A</i>", signature: "<script>")
        #expect(!document.html.contains("<script") && !document.html.contains("<img"))
        #expect(!document.html.contains("<b>") && !document.html.contains("<i>"))
        #expect(document.html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"))
        for page in [document.html, document.text] {
            #expect(!page.contains("\u{202E}") && page.contains("‹U+202E›"))
        }
        #expect(document.text.contains("<script>alert(1)</script>"))
        // The foot of each sheet says who notifies.
        #expect(document.html.contains(#" \2014  \3c i\3e A\3c \2f i\3e "; font"#))
    }

    @Test("le texte à dire au téléphone a les nombres, et ni faits ni pli")
    func script() {
        let script = document().script(to: "Mission locale", contact: "Jean, 04 76 00 00 03")
        for part in [
            "Mission locale", "Jean, 04 76 00 00 03", "incident de sécurité", "23/11/2026 à 13:00",
            "confidentialité, disponibilité", "12 personnes", "30 enregistrements",
            "04 76 00 00 09",
        ] { #expect(script.contains(part), "\(part)") }
        for secret in ["ordinateur", "Usurpation", A.id.text] {
            #expect(!script.contains(secret), "\(secret)")
        }
        let complaint = document { acte in
            acte.type = .plainte
            acte.decouverte = nil
            acte.contact = .init(nom: "Denis", telephone: "", courriel: "dpo@a.example")
        }.script(to: "X", contact: "Y")
        #expect(complaint.contains("la plainte d'une personne"))
        #expect(complaint.contains("23/11/2026 à 12:59") && complaint.contains("dpo@a.example"))
    }
}
