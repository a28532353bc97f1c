internal import CYAML

/// One run of libyaml's event parser over a text.
struct Parser: ~Copyable {
    private let handle: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: String
    private let limits: Document.Limits
    private var nodes = 0
    /// What each anchor stands for, with the number of its nodes. An anchor counts from the end of its node, so no
    /// alias can stand for a node that it is part of.
    private var anchors: [String: (node: Node, nodes: Int)] = [:]

    init(_ bytes: [UInt8], file: String, limits: Document.Limits) {
        self.file = file
        self.limits = limits
        // A byte order mark, which some editors write, would shift the columns of the first line.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        input = .allocate(capacity: text.count)
        _ = input.initialize(from: text)
        handle = .allocate(capacity: 1)
        // It only allocates; like any allocation in Swift it succeeds or ends the process.
        precondition(yaml_parser_initialize(handle) == 1, "no memory left for a YAML parser")
        yaml_parser_set_encoding(handle, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(handle, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(handle)
        handle.deallocate()
        input.deallocate()
    }

    mutating func document() throws(DocumentError) -> Node {
        _ = try next()  // the stream's start
        let start = try next()
        guard case .documentStart = start.kind else {
            throw error(start.mark, "the file is empty")
        }
        let root = try node(from: try next(), depth: 1)
        _ = try next()  // the document's end
        let end = try next()
        guard case .streamEnd = end.kind else {
            throw error(end.mark, "a second document begins here; a file holds one")
        }
        return root
    }

    private mutating func node(from event: Event, depth: Int) throws(DocumentError) -> Node {
        guard depth <= limits.depth else {
            throw error(event.mark, "nests deeper than \(limits.depth) levels")
        }
        let before = nodes
        nodes += 1
        try checkCount(event.mark)
        let content: Node.Content
        let anchor: String?
        switch event.kind {
        case .scalar(let scalar, let name):
            (content, anchor) = (.scalar(scalar), name)
        case .sequenceStart(let name):
            (content, anchor) = (.sequence(try elements(depth: depth)), name)
        case .mappingStart(let name):
            (content, anchor) = (.mapping(try entries(depth: depth)), name)
        case .alias(let name):
            guard let target = anchors[name] else {
                throw error(event.mark, "the alias *\(name)\(" has no anchor &")\(name) that ends before it")
            }
            nodes += target.nodes - 1
            try checkCount(event.mark)
            return target.node
        case .documentStart, .streamEnd, .end, .other:
            throw error(event.mark, "a value is missing")
        }
        let node = Node(content: content, mark: event.mark)
        if let anchor { anchors[anchor] = (node, nodes - before) }
        return node
    }

    private mutating func elements(depth: Int) throws(DocumentError) -> [Node] {
        var elements: [Node] = []
        while true {
            let event = try next()
            if case .end = event.kind { return elements }
            elements.append(try node(from: event, depth: depth + 1))
        }
    }

    private mutating func entries(depth: Int) throws(DocumentError) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try next()
            if case .end = event.kind { return entries }
            guard case .scalar(let key) = try node(from: event, depth: depth + 1).content else {
                throw error(event.mark, "a key must be a word, not a list or a mapping")
            }
            if let line = lines.updateValue(event.mark.line, forKey: key.text) {
                throw error(event.mark, "the key \(key.text) stands twice; the first is on line \(line)")
            }
            let value = try node(from: try next(), depth: depth + 1)
            entries.append(Node.Entry(key: key.text, keyMark: event.mark, value: value))
        }
    }

    private func checkCount(_ mark: Mark) throws(DocumentError) {
        guard nodes <= limits.nodes else {
            throw error(mark, "holds more than \(limits.nodes) values, aliases counted with all that they stand for")
        }
    }

    private func error(_ mark: Mark, _ message: String) -> DocumentError {
        DocumentError(file: file, mark: mark, path: "", message: message)
    }
}

extension Parser {
    /// libyaml's event without its C types.
    private struct Event {
        let kind: Kind
        let mark: Mark

        enum Kind {
            case documentStart
            case scalar(Scalar, anchor: String?)
            case sequenceStart(anchor: String?)
            case mappingStart(anchor: String?)
            case end
            case alias(String)
            case streamEnd
            case other
        }
    }

    private func next() throws(DocumentError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(handle, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        let mark = Mark(event.start_mark)
        return Event(kind: try kind(of: event, at: mark), mark: mark)
    }

    private func kind(of event: yaml_event_t, at mark: Mark) throws(DocumentError) -> Event.Kind {
        let tag: UnsafeMutablePointer<yaml_char_t>?
        let kind: Event.Kind
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let isQuoted = scalar.style != YAML_PLAIN_SCALAR_STYLE
            kind = .scalar(Scalar(text: text, isQuoted: isQuoted), anchor: string(scalar.anchor))
            tag = scalar.tag
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart(anchor: string(event.data.sequence_start.anchor))
            tag = event.data.sequence_start.tag
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart(anchor: string(event.data.mapping_start.anchor))
            tag = event.data.mapping_start.tag
        case YAML_ALIAS_EVENT:
            return .alias(string(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return .other  // the C enumeration is open: stream start, document end
        }
        if let tag = string(tag) {
            throw error(mark, "the tag \(tag) is not used here; write text in quotes, and numbers without")
        }
        return kind
    }

    private func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    /// What libyaml stumbled over. For bytes that are no text it knows only their offset.
    private func failure() -> DocumentError {
        let problem = handle.pointee.problem.map { String(cString: $0) } ?? "there is no memory left"
        if handle.pointee.error == YAML_READER_ERROR {
            let offset = min(Int(handle.pointee.problem_offset), input.count)
            var (line, column) = (1, 1)
            for byte in input[..<offset] {
                if byte == UInt8(ascii: "\n") {
                    (line, column) = (line + 1, 1)
                } else if byte & 0xC0 != 0x80 {
                    column += 1
                }
            }
            return error(Mark(line: line, column: column), "is not text in UTF-8: \(problem)")
        }
        var message = "is not well-formed YAML: \(problem)"
        if let context = handle.pointee.context {
            let begin = Mark(handle.pointee.context_mark)
            message += " \(String(cString: context)) (which began at \(begin.line):\(begin.column))"
        }
        return error(Mark(handle.pointee.problem_mark), message)
    }
}

extension Mark {
    /// libyaml counts from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
