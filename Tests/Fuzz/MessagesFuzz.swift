// Reads random bytes as every message type: nothing may crash, and what is read must read back as it was written.
// Built and run by `Tests/Fuzz/run`.
import Messages

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    for type in MessageCatalogue.all { check(type, bytes) }
    _ = try? RawJSON([UInt8](bytes))
    return 0
}

private func check<Type: Message>(_ type: Type.Type, _ bytes: UnsafeRawBufferPointer) {
    let message: Type
    do {
        message = try Type(reading: bytes)
    } catch {
        // The sentence is worked out from the tokens: it may not crash either.
        precondition(!error.description.isEmpty)
        return
    }
    let written = message.bytes
    do {
        let again = try Type(reading: written)
        precondition(again == message, "\(Type.type) does not read back equal")
        precondition(again.bytes == written, "\(Type.type) is not written back the same")
    } catch {
        preconditionFailure("\(Type.type) does not read what it wrote: \(error)")
    }
    _ = message.masked()
}
