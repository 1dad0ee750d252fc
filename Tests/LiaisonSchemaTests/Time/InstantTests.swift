import LiaisonSchema
import Testing

@Suite("Instants")
struct InstantTests {
    // Seconds by `date -u -d … +%s`.
    @Test(
        "un instant se lit et s'écrit à la seconde, en UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800), ("1900-03-01T00:00:00Z", -2_203_891_200),
            ("2000-02-29T12:34:56Z", 951_827_696), ("2026-11-23T13:14:15Z", 1_795_439_655),
            ("2038-01-19T03:14:08Z", 2_147_483_648), ("9998-12-31T23:59:59Z", 253_370_764_799),
        ])
    func table(text: String, seconds: Int64) {
        #expect(Instant(text)?.seconds == seconds)
        #expect(Instant(seconds: seconds).description == text)
    }

    @Test(
        "toute autre écriture est refusée",
        arguments: [
            "", "2026-11-23", "2026-11-23T13:14:15", "2026-11-23T13:14Z", "2026-11-23t13:14:15Z",
            "2026-11-23T13:14:15z", "2026-11-23 13:14:15Z", "2026-11-23T13:14:15.0Z",
            "2026-11-23T13:14:15+00:00", "2026-11-23T13:14:15Z ", "2026-11-23T24:00:00Z",
            "2026-11-23T13:60:15Z", "2016-12-31T23:59:60Z", "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "0000-01-01T00:00:00Z", "2026-11-23T-1:14:15Z", "2026-11-23T+1:14:15Z",
            "20261123T131415Z0000", "2026-11-23T13-14-15Z", "٢026-11-23T13:14:1Z",
        ])
    func refused(text: String) {
        #expect(Instant(text) == nil)
    }
}
