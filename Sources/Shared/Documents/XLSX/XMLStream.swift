internal import CExpat

/// What is done with the elements of an XML document. Names come without their prefix.
protocol XMLConsumer: AnyObject {
    func start(_ name: XMLName, _ attributes: XMLAttributes) throws(TableError)
    func end(_ name: XMLName) throws(TableError)
    /// A piece of an element's text, in UTF-8.
    func text(_ bytes: UnsafeRawBufferPointer) throws(TableError)
}

/// A name as it stands in the parser's memory; valid only while the consumer is called.
struct XMLName {
    private let bytes: UnsafePointer<CChar>

    fileprivate init(_ qualified: UnsafePointer<CChar>) { bytes = XMLName.local(qualified) }

    static func ~= (name: StaticString, value: XMLName) -> Bool { XMLName.equal(value.bytes, name) }

    fileprivate static func local(_ qualified: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
        var start = qualified
        var next = qualified
        while next.pointee != 0 {
            let isColon = next.pointee == CChar(bitPattern: UInt8(ascii: ":"))
            next += 1
            if isColon { start = next }
        }
        return start
    }

    fileprivate static func equal(_ bytes: UnsafePointer<CChar>, _ name: StaticString) -> Bool {
        let start = name.utf8Start
        for index in 0...name.utf8CodeUnitCount where UInt8(bitPattern: bytes[index]) != start[index] { return false }
        return true
    }
}

/// An element's attributes; valid only while the consumer is called.
struct XMLAttributes {
    private let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>

    fileprivate init(_ pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>) { self.pairs = pairs }

    /// The bytes of an attribute, by its name without prefix; they end with NUL.
    func bytes(_ name: StaticString) -> UnsafePointer<CChar>? {
        var index = 0
        while let key = pairs[index] {
            if XMLName.equal(XMLName.local(key), name) { return pairs[index + 1] }
            index += 2
        }
        return nil
    }

    subscript(name: StaticString) -> String? { bytes(name).map { String(cString: $0) } }

    /// An attribute of digits; nil when there is none, or anything else.
    func integer(_ name: StaticString) -> Int? {
        guard let bytes = bytes(name), bytes.pointee != 0 else { return nil }
        var value = 0
        var index = 0
        while bytes[index] != 0 {
            let digit = Int(bytes[index]) - 0x30
            guard 0...9 ~= digit, index < 18 else { return nil }
            value = value * 10 + digit
            index += 1
        }
        return value
    }

    /// `1` or `true`.
    func flag(_ name: StaticString) -> Bool { self[name].map { $0 == "1" || $0 == "true" } ?? false }
}

/// expat over bytes that come piece by piece. A document type, and with it every entity, is refused: no spreadsheet has
/// one (ECMA-376 part 2, 9.1.1), and what they are good for is attacks.
final class XMLStream {
    private let parser: XML_Parser
    private let consumer: any XMLConsumer
    private let file: String
    private let part: String
    private var failure: TableError? { didSet { hasFailed = failure != nil } }
    /// Whether there is a failure, for less than it costs to look at it at each event.
    private var hasFailed = false
    private var depth = 0
    private var bytesSinceEvent = 0

    private static let depthLimit = 64
    /// expat keeps a tag or a comment in memory until it is complete.
    private static let silentBytesLimit = 1 << 20

    init(file: String, part: String, consumer: any XMLConsumer) throws(TableError) {
        guard let parser = XML_ParserCreate(nil) else {
            throw TableError(file: file, message: "cannot be read: there is no memory left for expat", zh: "内存不足，无法读取")
        }
        self.parser = parser
        self.consumer = consumer
        self.file = file
        self.part = part
        XML_SetElementHandler(parser, XMLStream.start, XMLStream.end)
        XML_SetCharacterDataHandler(parser, XMLStream.text)
        XML_SetStartDoctypeDeclHandler(parser, XMLStream.doctype)
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { XML_ParserFree(parser) }

    func feed(_ bytes: UnsafeRawBufferPointer) throws(TableError) {
        bytesSinceEvent += bytes.count
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        try check(XML_Parse(parser, start, Int32(bytes.count), 0))
        guard bytesSinceEvent <= XMLStream.silentBytesLimit else {
            throw damage("a tag or a comment of more than \(XMLStream.silentBytesLimit) bytes")
        }
    }

    func finish() throws(TableError) { try check(XML_Parse(parser, nil, 0, 1)) }

    private func check(_ status: XML_Status) throws(TableError) {
        if let failure { throw failure }
        guard status != XML_STATUS_OK else { return }
        let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "unknown"
        throw damage(reason)
    }

    private func damage(_ reason: String) -> TableError {
        let place = "line \(XML_GetCurrentLineNumber(parser)), byte \(XML_GetCurrentColumnNumber(parser) + 1)"
        let message =
            "is damaged (\(part), \(place): \(reason)); open it in a spreadsheet program and save it again"
        return TableError(file: file, message: message, zh: "文件已损坏，请用表格软件打开后重新保存")
    }

    /// Calls the consumer unless something failed; the first failure stops the parser.
    private func run(_ body: () throws(TableError) -> Void) {
        bytesSinceEvent = 0
        guard !hasFailed else { return }
        do throws(TableError) {
            try body()
        } catch {
            failure = error
            XML_StopParser(parser, XML_Bool(XML_FALSE))
        }
    }

    private static func stream(_ context: UnsafeMutableRawPointer?) -> XMLStream? {
        context.map { Unmanaged<XMLStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let start: XML_StartElementHandler = { context, name, attributes in
        guard let stream = stream(context), let name, let attributes else { return }
        stream.run { () throws(TableError) in
            stream.depth += 1
            guard stream.depth <= depthLimit else { throw stream.damage("elements nest deeper than \(depthLimit)") }
            try stream.consumer.start(XMLName(name), XMLAttributes(attributes))
        }
    }

    private static let end: XML_EndElementHandler = { context, name in
        guard let stream = stream(context), let name else { return }
        stream.run { () throws(TableError) in
            stream.depth -= 1
            try stream.consumer.end(XMLName(name))
        }
    }

    private static let text: XML_CharacterDataHandler = { context, bytes, count in
        guard let stream = stream(context), let bytes else { return }
        stream.run { () throws(TableError) in
            try stream.consumer.text(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
    }

    private static let doctype: XML_StartDoctypeDeclHandler = { context, _, _, _, _ in
        guard let stream = stream(context) else { return }
        stream.run { () throws(TableError) in
            throw stream.damage("a document type, which no spreadsheet has and which could be an attack")
        }
    }
}
