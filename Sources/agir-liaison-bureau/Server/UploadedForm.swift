import HTTPTypes
import Hummingbird
import LiaisonBase
import NIOCore

/// What a page sent with files: its fields, and each file whole. In memory only: nothing is written in plain.
struct UploadedForm: Sendable {
    struct File: Sendable {
        /// As the browser says, without folders: a stranger's text.
        let name: String
        var content: [UInt8]
    }

    /// Bytes of all: the attachments of a fiche, and what stands around them.
    static let limit = 21 << 20

    private(set) var fields = FormFields()
    private(set) var files: [File] = []

    /// - Parameter isToken: whether it is the form's own; asked before a byte of a file is kept.
    /// - Throws: `.form`, `.tooLarge`, `.token`.
    init(_ request: Request, isToken: (String?) -> Bool) async throws {
        guard let type = request.headers[.contentType],
            let boundary = MultipartReader.boundary(of: type)
        else { throw Refused(.form) }
        var reader = MultipartReader(boundary: boundary, limit: Self.limit)
        var open: File?
        for try await buffer in request.body {
            let events: [MultipartReader.Event]
            do {
                events = try reader.take(buffer.readableBytesView)
            } catch {
                throw Refused(error == .tooLarge ? .tooLarge : .form)
            }
            for event in events {
                switch event {
                case .field(let field):
                    do {
                        try fields.append(name: field.name, value: field.value)
                    } catch {
                        throw Refused(.tooLarge)
                    }
                case .file(_, let filename):
                    guard isToken(fields["jeton"]) else { throw Refused(.token) }
                    open = File(name: Self.base(filename), content: [])
                case .bytes(let bytes): open?.content += bytes
                case .fileEnd:
                    if let file = open { files.append(file) }
                    open = nil
                }
            }
        }
        do {
            try reader.finish()
        } catch {
            throw Refused(.form)
        }
        guard isToken(fields["jeton"]) else { throw Refused(.token) }
        // A field of files that was left empty is one without a name.
        files.removeAll { $0.name.isEmpty && $0.content.isEmpty }
    }

    /// Old browsers give the whole path.
    private static func base(_ filename: String) -> String {
        filename.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    }
}
