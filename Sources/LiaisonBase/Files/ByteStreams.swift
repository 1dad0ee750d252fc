/// Where bytes come from: fills `buffer` as far as it likes and says how far; 0 at the end only.
public typealias ByteSource = (_ buffer: UnsafeMutableRawBufferPointer) throws -> Int
/// Where they go.
public typealias ByteSink = (_ bytes: UnsafeRawBufferPointer) throws -> Void
