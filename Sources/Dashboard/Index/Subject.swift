import Decimals
import Log
import Messages

/// What a record is about, and what of it may be shown: its payload with personal values masked.
struct Subject {
    let type: String
    /// The record's own time, by its writer.
    let event: String
    let masked: [UInt8]
    let content: Facts
    let claim: String?
    let applicant: String?
    /// Numbers by which people know a letter or a payment.
    let letter: String?

    /// Nil where the type is not known to this build, or the payload is no message of it: then what is personal in it
    /// is not known either.
    init?(_ record: Record) {
        guard let type = record.header(text: "ce_type"), let payload = record.payload,
            let message = MessageCatalogue.type(named: type), let masked = Self.masked(message, payload),
            case .record(let content)? = try? Fact(json: masked)
        else { return nil }
        self.type = type
        self.masked = masked
        self.content = content
        event = record.header(text: "ce_time") ?? ""
        let of = content["of"]?.record ?? content["claim"]?.record
        claim =
            of?["claim"]?.text ?? of?["id"]?.text ?? content["claim"]?.text
            ?? (type == ClaimSubmitted.type ? content["id"]?.text : nil)
        applicant = of?["applicant"]?.text ?? content["applicant"]?.text
        let isLetter = record.topic.hasSuffix(".letters") || record.topic.hasSuffix(".deliveries")
        letter = isLetter ? content["number"]?.text ?? content["letter"]?.text ?? content["id"]?.text : nil
    }

    private static func masked<Content: Message>(_ type: Content.Type, _ payload: UnsafeRawBufferPointer) -> [UInt8]? {
        (try? Content(reading: payload))?.masked()
    }
}

extension Fact {
    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    var record: Facts? {
        if case .record(let record) = self { return record }
        return nil
    }

    var list: [Fact]? {
        if case .list(let list) = self { return list }
        return nil
    }

    var integer: Int64? {
        if case .number(let number) = self { return number.int64 }
        return nil
    }

    var flag: Bool? {
        if case .boolean(let flag) = self { return flag }
        return nil
    }
}
