public import Awards
public import Documents

/// A parameter chosen by a fact. Where nothing matches, its value is null.
public struct Table: Sendable {
    public let name: String
    public let kind: Kind
    public let text: BilingualText?
    public let mark: Mark

    public indirect enum Kind: Sendable {
        /// By the texts of one fact, or of several in turn.
        case rows(of: [String], [Row])
        case bands(of: String, [Band])
        /// The first whose condition holds.
        case cases([Case])
    }

    public struct Row: Sendable {
        /// One text for each fact.
        public let keys: [String]
        public let parameter: String
    }

    public struct Band: Sendable {
        public let low: Edge?
        public let high: Edge?
        public let parameter: String
        public let mark: Mark
    }

    /// An end of a band: the parameter that it lies at, and whether that number itself belongs to the band.
    public struct Edge: Sendable {
        public let parameter: String
        public let isIncluded: Bool
    }

    public struct Case: Sendable {
        public let test: Written
        public let parameter: String
    }
}
