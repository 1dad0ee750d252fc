import LiaisonBase
import LiaisonSchema
import Testing

/// The steps of an incident as they are written, and what becomes of them when they are read.
enum IncidentFactFixture {
    static let id = ActeFixture.id.text
    /// The first line of an age file.
    static let sealed = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="
    static let le = "2026-11-23T12:00:00Z"

    /// One of each genre, with and without what may be left out, as it is written.
    static let written = [
        """
        {"fait":"declaration","type":"violation","decouverte":"\(le)","natures":["confidentialite"],\
        "portee":{"fiches":["agir38.example \(id)"]},"textes":"\(sealed)"}
        """,
        """
        {"fait":"declaration","type":"violation","soupcon":"2026-11-22T08:00:00Z",\
        "decouverte":"\(le)","reception":"\(le)","connaissance":"2026-11-23T14:00:00Z",\
        "natures":["disponibilite","integrite","confidentialite"],\
        "portee":{"partenaires":["ml-grenoble.example"],"fiches":["a.example \(id)"],\
        "agents":["agir38.example/claire.exemple"],"cles":["agir38.example/denis"],\
        "du":"2026-11-01T00:00:00Z","au":"2026-11-01T00:00:00Z","tout":true},\
        "textes":"\(sealed)","arrets":["ml-grenoble.example","a.example"]}
        """,
        """
        {"fait":"declaration","type":"plainte","reception":"\(le)","natures":[],\
        "portee":{"partenaires":["ml-grenoble.example"]},"textes":"\(sealed)"}
        """,
        """
        {"fait":"declaration","type":"violation","decouverte":"\(le)","natures":[],"portee":{},\
        "textes":"\(sealed)"}
        """,
        #"{"fait":"qualification"}"#,
        #"{"fait":"qualification","risque":"eleve","ofii":true}"#,
        #"{"fait":"qualification","risque":"limite","personnes":0,"enregistrements":100000000}"#,
        #"{"fait":"qualification","natures":[],"textes":"\#(sealed)"}"#,
        """
        {"fait":"qualification","soupcon":"\(le)","decouverte":"\(le)","reception":"\(le)",\
        "connaissance":"\(le)","natures":["integrite"],"portee":{"tout":true},\
        "sans":["ml-grenoble.example"],"risque":"aucun","ofii":false,"personnes":12,\
        "enregistrements":30,"textes":"\(sealed)","motif":"\(sealed)"}
        """,
        #"{"fait":"avis","pour":"ml-grenoble.example","id":"\#(id)","phase":1}"#,
        #"{"fait":"fichier","pour":"ml-grenoble.example","id":"\#(id)","phase":10000}"#,
        #"{"fait":"accuse","pour":"a.example","id":"\#(id)","statut":"remis","le":"\#(le)"}"#,
        #"{"fait":"accuse","pour":"a.example","id":"\#(id)","statut":"ouvert","le":"\#(le)"}"#,
        """
        {"fait":"notifie","a":"cnil","le":"\(le)","moyen":"teleservice","reference":"\(sealed)"}
        """,
        #"{"fait":"notifie","a":"ofii","le":"\#(le)","moyen":"telephone","reference":"\#(sealed)"}"#,
        """
        {"fait":"notifie","a":"personnes","le":"\(le)","moyen":"courrier","reference":"\(sealed)"}
        """,
        #"{"fait":"notifie","a":"a.example","le":"\#(le)","moyen":"courriel","reference":"\#(sealed)"}"#,
        #"{"fait":"retard","a":"a.example","motif":"\#(sealed)"}"#,
        #"{"fait":"recu","de":"a.example","id":"\#(id)"}"#,
        """
        {"fait":"lu","de":"a.example","id":"\(id)","type":"plainte","numero":7,"phase":2,\
        "natures":["integrite"],"plis":["\(id)"],"textes":"\(sealed)"}
        """,
        """
        {"fait":"lu","de":"a.example","id":"\(id)","type":"violation","numero":0,\
        "phase":9007199254740991,"natures":[],"plis":[],"textes":"\(sealed)"}
        """,
        #"{"fait":"envois","a":"a.example","arretes":true}"#,
        #"{"fait":"envois","a":"a.example","arretes":false}"#,
        #"{"fait":"cloture"}"#,
        #"{"fait":"cloture","motif":"\#(sealed)"}"#,
    ]

    static func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue.parse(text.utf8).object)
    }

    static func code(_ object: JSONObject) -> SchemaError.Code? {
        do {
            _ = try IncidentFact(object)
            return nil
        } catch {
            return error.code
        }
    }

    static func genre(_ text: String) throws -> String {
        try #require(try object(text)["fait"]?.string)
    }
}
