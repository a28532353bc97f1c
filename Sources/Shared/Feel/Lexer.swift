/// Cuts a text into tokens (DMN 1.5, 10.3.1.2; comments and white space as in 10.3.1.4).
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var column = 1

    static func tokens(_ text: String) throws(FeelError) -> [Token] {
        guard text.utf8.count <= Expression.maximumLength else {
            throw FeelError(
                "An expression has at most \(Expression.maximumLength) bytes, this text has \(text.utf8.count).",
                at: Expression.Place(line: 1, column: 1))
        }
        var lexer = Lexer(text)
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.next()) } while tokens[tokens.count - 1].kind != .end
        return tokens
    }

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private var place: Expression.Place { Expression.Place(line: line, column: column) }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        let index = position + distance
        return index < scalars.count ? scalars[index] : nil
    }

    private mutating func advance() {
        if scalars[position] == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        position += 1
    }

    private mutating func next() throws(FeelError) -> Token {
        let isSpaced = try skipSpace()
        let start = place
        func token(_ kind: Token.Kind, _ text: String) -> Token {
            Token(kind: kind, text: text, place: start, isSpaced: isSpaced)
        }
        guard let first = peek() else { return token(.end, "") }
        if first == "\"" { return token(.string, try string()) }
        if first == "@" {
            advance()
            guard peek() == "\"" else {
                throw FeelError("Behind @ stands a text in quotes, @\"2024-03-01\".", at: start)
            }
            return token(.temporal, try string())
        }
        if first.isFeelDigit || (first == "." && peek(1)?.isFeelDigit == true) { return token(.number, number()) }
        if first.isNameStart { return token(.word, word()) }
        for symbol in ["**", "..", "<=", ">=", "!=", "->"] where starts(with: symbol) {
            advance()
            advance()
            return token(.symbol, symbol)
        }
        guard "()[]{},:.+-*/=<>'".unicodeScalars.contains(first) else {
            throw FeelError("The character '\(first)' has no meaning in an expression.", at: start)
        }
        advance()
        return token(.symbol, String(first))
    }

    private func starts(with text: String) -> Bool {
        var index = position
        for scalar in text.unicodeScalars {
            guard index < scalars.count, scalars[index] == scalar else { return false }
            index += 1
        }
        return true
    }

    private mutating func skipSpace() throws(FeelError) -> Bool {
        let start = position
        while let scalar = peek() {
            if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
                advance()
            } else if starts(with: "//") {
                while let scalar = peek(), scalar != "\n" && scalar != "\r" { advance() }
            } else if starts(with: "/*") {
                let opening = place
                advance()
                advance()
                while !starts(with: "*/") {
                    guard peek() != nil else {
                        throw FeelError("This comment has no end: */ is expected.", at: opening)
                    }
                    advance()
                }
                advance()
                advance()
            } else {
                break
            }
        }
        return position > start
    }

    /// Digits, a point with digits, an exponent with digits; `1..2` is no number but two with `..` between.
    private mutating func number() -> String {
        var text = ""
        func isDigit(_ distance: Int) -> Bool { peek(distance)?.isFeelDigit == true }
        func take() -> Unicode.Scalar {
            let scalar = scalars[position]
            advance()
            return scalar
        }
        while isDigit(0) { text.unicodeScalars.append(take()) }
        if peek() == ".", isDigit(1) {
            repeat { text.unicodeScalars.append(take()) } while isDigit(0)
        }
        if peek() == "e" || peek() == "E" {
            let hasSign = peek(1) == "+" || peek(1) == "-"
            if isDigit(hasSign ? 2 : 1) {
                text.unicodeScalars.append(take())
                if hasSign { text.unicodeScalars.append(take()) }
                while isDigit(0) { text.unicodeScalars.append(take()) }
            }
        }
        return text
    }

    private mutating func word() -> String {
        var text = ""
        while let scalar = peek(), scalar.isNamePart {
            text.unicodeScalars.append(scalar)
            advance()
        }
        return text
    }

    private mutating func string() throws(FeelError) -> String {
        let opening = place
        advance()
        var text = ""
        while let scalar = peek() {
            if scalar == "\"" {
                advance()
                return text
            }
            if scalar == "\\" {
                text.unicodeScalars.append(contentsOf: try escape())
            } else {
                text.unicodeScalars.append(scalar)
                advance()
            }
        }
        throw FeelError("This text has no end: a closing quote is expected.", at: opening)
    }

    /// `\n`, `\u00e9`, a pair of surrogates, `\U01F40E`; what is none of them (`\s` of a pattern) stands for itself.
    private mutating func escape() throws(FeelError) -> String.UnicodeScalarView {
        let start = place
        advance()
        guard let letter = peek() else {
            throw FeelError("This text has no end: a closing quote is expected.", at: start)
        }
        let simple: [Unicode.Scalar: Unicode.Scalar] = [
            "n": "\n", "r": "\r", "t": "\t", "\"": "\"", "'": "'", "\\": "\\",
        ]
        var result = String.UnicodeScalarView()
        if let scalar = simple[letter] {
            advance()
            result.append(scalar)
        } else if letter == "u" || letter == "U" {
            advance()
            var code = try hexadecimal(letter == "u" ? 4 : 6, at: start)
            if code & 0xffff_fc00 == 0xd800, peek() == "\\", peek(1) == "u" {
                advance()
                advance()
                let low = try hexadecimal(4, at: start)
                guard low & 0xffff_fc00 == 0xdc00 else {
                    throw FeelError("Half of a surrogate pair is missing.", at: start)
                }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw FeelError("This is not a character.", at: start) }
            result.append(scalar)
        } else {
            result.append("\\")
            result.append(letter)
            advance()
        }
        return result
    }

    private mutating func hexadecimal(_ digits: Int, at start: Expression.Place) throws(FeelError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<digits {
            guard let scalar = peek(), scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
                throw FeelError(
                    "\(digits) hexadecimal digits are expected behind \\\(digits == 4 ? "u" : "U").", at: start)
            }
            code = code << 4 | UInt32(digit)
            advance()
        }
        return code
    }
}

extension Unicode.Scalar {
    fileprivate var isFeelDigit: Bool { self >= "0" && self <= "9" }

    /// Grammar rule 28.
    fileprivate var isNameStart: Bool {
        switch value {
        case 0x3f, 0x41...0x5a, 0x5f, 0x61...0x7a, 0xc0...0xd6, 0xd8...0xf6, 0xf8...0x2ff, 0x370...0x37d,
            0x37f...0x1fff, 0x200c...0x200d, 0x2070...0x218f, 0x2c00...0x2fef, 0x3001...0xd7ff, 0xf900...0xfdcf,
            0xfdf0...0xfefe, 0xff00...0xfffd, 0x10000...0xeffff:
            !properties.isWhitespace
        default: false
        }
    }

    /// Grammar rule 29.
    fileprivate var isNamePart: Bool {
        isNameStart || isFeelDigit || value == 0xb7 || (0x300...0x36f).contains(value)
            || (0x203f...0x2040).contains(value)
    }
}
