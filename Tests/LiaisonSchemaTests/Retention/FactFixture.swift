import LiaisonBase
import LiaisonSchema
import Testing

/// Facts as the page of formats writes them.
enum FactFixture {
    static let amina = "1:" + String(repeating: "a0", count: 16)
    static let again = "2:" + String(repeating: "0b", count: 16)
    static let id = ActeFixture.id.text
    static let motif = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="

    /// One of each kind, with and without what may be left out, as the page of formats writes it.
    static let written = [
        """
        {"fait":"convention","reference":"38-ML/1","type":"spe","avec":["ml-grenoble.example"],\
        "debut":"2026-01-01","echeance":"2026-12-31"}
        """,
        """
        {"fait":"convention","reference":"été n° 2","type":"pic-ipr","avec":["a.example","b.example"],\
        "debut":"2026-01-01","echeance":"programme","contactDpo":"dpo@a.example",\
        "contactSsi":"04 76 00 00 03","contactIncident":"Jean Modèle, 04 76 00 00 04"}
        """,
        """
        {"fait":"convention","reference":"OFII","type":"ofii","avec":["ofii38.example"],\
        "debut":"2026-01-01","echeance":"accord-cadre",\
        "contacts":[{"structure":"ofii38.example","incident":"astreinte"}]}
        """,
        """
        {"fait":"contacts","reference":"été n° 2","structure":"b.example","dpo":"Mme Modèle",\
        "ssi":"04 76 00 00 03","incident":"04 76 00 00 04"}
        """,
        """
        {"fait":"contacts","reference":"OFII","structure":"ofii38.example","dpo":"dpo@ofii.example",\
        "quatreHeures":{"personne":"M. Exemple","fonction":"RSSI","standard":"01 53 69 53 70",\
        "ligneDirecte":"01 53 69 53 71","courriel":"rssi@ofii.example"}}
        """,
        """
        {"fait":"convention","reference":"un jour","type":"autre","avec":["a.example"],\
        "debut":"2026-01-01","echeance":"2026-01-01"}
        """,
        #"{"fait":"avenant","reference":"38-ML/1","signe":"2026-10-01","echeance":"2027-06-30"}"#,
        #"{"fait":"avenant","reference":"38-ML/1","signe":"2026-10-01","echeance":"accord-cadre"}"#,
        #"{"fait":"resiliation","reference":"38-ML/1","courrierRecu":"2026-12-15"}"#,
        """
        {"fait":"resiliation","reference":"38-ML/1","courrierRecu":"2026-12-15","effet":"2027-03-31"}
        """,
        #"{"fait":"terme","de":"accord-cadre","le":"2027-12-31"}"#,
        #"{"fait":"terme","de":"programme","le":"2028-02-29"}"#,
        #"{"fait":"fin","personnes":["\#(amina)"],"le":"2027-03-31"}"#,
        #"{"fait":"fin","personnes":["\#(amina)","\#(again)"],"le":"2027-03-31"}"#,
        #"{"fait":"reprise","personnes":["\#(amina)"],"le":"2027-06-01","motif":"\#(motif)"}"#,
        """
        {"fait":"sortie","de":"agir69.example","id":"\(id)","personnes":["\(amina)"],"le":"2027-03-31"}
        """,
        #"{"fait":"usage","de":"agir38.example","id":"\#(id)","jusquA":"2027-01-15"}"#,
        """
        {"fait":"contentieux","de":"agir38.example","id":"\(id)","revue":"2027-06-01","motif":"\(motif)"}
        """,
        #"{"fait":"contentieux","personnes":["\#(amina)"],"revue":"2027-06-01","motif":"\#(motif)"}"#,
        #"{"fait":"contentieux","reference":"38-ML/1","revue":"2027-06-01","motif":"\#(motif)"}"#,
        """
        {"fait":"exception","de":"agir38.example","id":"\(id)","jusquA":"2030-12-31","motif":"\(motif)"}
        """,
        #"{"fait":"exception","personnes":["\#(amina)"],"jusquA":"2030-12-31","motif":"\#(motif)"}"#,
        #"{"fait":"exception","reference":"38-ML/1","jusquA":"2030-12-31","motif":"\#(motif)"}"#,
        #"{"fait":"levee","n":12}"#,
        #"{"fait":"exclusion","n":9007199254740991,"de":"a.example","id":"\#(id)"}"#,
        #"{"fait":"effacement","demande":3,"personnes":["\#(amina)","\#(again)"]}"#,
        """
        {"fait":"droits","de":"agir69.example","id":"\(id)","personnes":["\(amina)"],\
        "demande":"effacement"}
        """,
        """
        {"fait":"droits","de":"agir69.example","id":"\(id)","personnes":["\(amina)"],\
        "demande":"opposition"}
        """,
        #"{"fait":"droits-refus","de":"agir69.example","id":"\#(id)","motif":"\#(motif)"}"#,
        #"{"fait":"hebergement","depuis":"2026-12-01","motif":"\#(motif)"}"#,
        #"{"fait":"hebergement","motif":"\#(motif)"}"#,
        """
        {"fait":"justification","de":"agir38.example","id":"\(id)","declaration":"sans-copie-ofii",\
        "motif":"\(motif)"}
        """,
        """
        {"fait":"justification","de":"agir38.example","id":"\(id)","declaration":"cle-non-verifiee",\
        "motif":"\(motif)"}
        """,
    ]

    static let optional: Set = [
        "effet", "depuis", "contactDpo", "contactSsi", "contactIncident", "contacts", "dpo", "ssi",
        "incident", "quatreHeures",
    ]

    static func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue.parse(text.utf8).object)
    }

    static func code(_ object: JSONObject) -> SchemaError.Code? {
        do {
            _ = try RetentionFact(object)
            return nil
        } catch {
            return error.code
        }
    }
}
