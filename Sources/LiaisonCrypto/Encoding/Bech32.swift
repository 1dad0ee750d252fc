/// Bech32 (BIP 173) without its 90-character limit, as c2sp.org/age writes keys.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let separator = UInt8(ascii: "1")
    /// The value of each byte; 255 for what is not of the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Lower-case text; `prefix` must be lower-case ASCII.
    static func encode(prefix: String, _ bytes: [UInt8]) -> String {
        let data = regroup(bytes, from: 8, to: 5, padding: true) ?? []
        let sum = checksum(prefix: Array(prefix.utf8), data: data)
        return prefix + "1"
            + String(decoding: (data + sum).map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// The lower-case prefix and the bytes; nil for mixed case, a bad checksum, or stray bits.
    static func decode(_ text: String) -> (prefix: String, bytes: [UInt8])? {
        guard text.utf8.count <= 8_192, text.utf8.allSatisfy({ (33...126).contains($0) }),
            !text.utf8.contains(where: isUpper) || !text.utf8.contains(where: isLower)
        else { return nil }
        let characters = text.utf8.map { isUpper($0) ? $0 + 32 : $0 }
        guard let split = characters.lastIndex(of: separator), split > 0,
            characters.count - split > 6
        else { return nil }
        let data = characters[(split + 1)...].map { values[Int($0)] }
        guard data.allSatisfy({ $0 < 32 }) else { return nil }
        let prefix = Array(characters[..<split])
        guard polymod(expand(prefix) + data) == 1,
            let bytes = regroup(data.dropLast(6), from: 5, to: 8, padding: false)
        else { return nil }
        return (String(decoding: prefix, as: UTF8.self), bytes)
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
    private static func isLower(_ byte: UInt8) -> Bool { (97...122).contains(byte) }

    private static func checksum(prefix: [UInt8], data: [UInt8]) -> [UInt8] {
        let sum = polymod(expand(prefix) + data + [UInt8](repeating: 0, count: 6)) ^ 1
        return (0..<6).map { UInt8(sum >> UInt32(5 * (5 - $0)) & 31) }
    }

    private static func expand(_ prefix: [UInt8]) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    private static func polymod(_ values: [UInt8]) -> UInt32 {
        let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
        var sum: UInt32 = 1
        for value in values {
            let top = sum >> 25
            sum = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
            for (bit, term) in generator.enumerated() where top >> UInt32(bit) & 1 == 1 {
                sum ^= term
            }
        }
        return sum
    }

    private static func regroup(
        _ values: some Sequence<UInt8>, from: UInt32, to: UInt32, padding: Bool
    ) -> [UInt8]? {
        var result: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for value in values {
            buffer = buffer << from | UInt32(value)
            bits += from
            while bits >= to {
                bits -= to
                result.append(UInt8(buffer >> bits & ((1 << to) - 1)))
            }
            buffer &= (1 << bits) - 1
        }
        if padding {
            if bits > 0 { result.append(UInt8(buffer << (to - bits) & ((1 << to) - 1))) }
        } else if bits >= from || buffer != 0 {
            return nil
        }
        return result
    }
}
