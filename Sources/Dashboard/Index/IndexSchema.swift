import Storage

/// The tables of the index. It holds nothing that the log does not: it may be deleted, and is folded again.
enum IndexSchema {
    /// Another number folds everything again.
    static let version: Int64 = 4

    static func prepare(_ database: Database) throws(StorageError) {
        if try pragma("user_version", database) == version { return }
        try database.transaction { () throws(StorageError) in
            for table in tables { try database.execute("DROP TABLE IF EXISTS \(table.name)") }
            for table in tables { try database.execute("CREATE TABLE \(table.name)(\(table.columns))\(table.end)") }
            try database.execute("CREATE INDEX claims_applicant ON claims(applicant)")
            try database.execute("CREATE INDEX dead_newest ON dead(time)")
            try database.execute("CREATE INDEX dead_key ON dead(key)")
            try database.execute("CREATE INDEX jobs_due ON jobs(letter) WHERE sent = 0")
            try database.execute("CREATE INDEX acts_subject ON acts(subject)")
            try database.execute("PRAGMA user_version = \(version)")
        }
    }

    private static func pragma(_ name: String, _ database: Database) throws(StorageError) -> Int64 {
        let statement = try database.statement("PRAGMA \(name)")
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    private static let tables: [(name: String, columns: String, end: String)] = [
        ("source", "log TEXT NOT NULL", ""),
        ("topics", "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE", ""),
        ("types", "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE", ""),
        (
            "reached",
            "topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY(topic, partition)",
            " WITHOUT ROWID"
        ),
        ("claims", "id INTEGER PRIMARY KEY, claim TEXT NOT NULL UNIQUE, applicant TEXT NOT NULL", ""),
        (
            "steps",
            """
            claim INTEGER NOT NULL, time INTEGER NOT NULL, topic INTEGER NOT NULL, partition INTEGER NOT NULL,
            offset INTEGER NOT NULL, type INTEGER NOT NULL, event TEXT NOT NULL, payload BLOB NOT NULL,
            PRIMARY KEY(claim, time, topic, partition, offset)
            """, " WITHOUT ROWID"
        ),
        ("letters", "number TEXT PRIMARY KEY, claim TEXT NOT NULL", " WITHOUT ROWID"),
        (
            "awards",
            """
            round TEXT NOT NULL, claim TEXT NOT NULL, revision INTEGER NOT NULL, programme TEXT NOT NULL,
            clause TEXT NOT NULL, office TEXT NOT NULL, outcome TEXT NOT NULL, fen INTEGER, county INTEGER,
            city INTEGER, region INTEGER, returned INTEGER, available INTEGER, met INTEGER, PRIMARY KEY(round, claim)
            """, " WITHOUT ROWID"
        ),
        ("policies", "digest TEXT PRIMARY KEY, bytes BLOB NOT NULL", " WITHOUT ROWID"),
        ("programmes", "programme TEXT PRIMARY KEY, digest TEXT NOT NULL", " WITHOUT ROWID"),
        (
            "figures",
            """
            office TEXT NOT NULL, programme TEXT NOT NULL, clause TEXT NOT NULL, fact TEXT NOT NULL,
            year INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY(office, programme, clause, fact, year)
            """, " WITHOUT ROWID"
        ),
        (
            "rounds",
            """
            topic TEXT NOT NULL, offset INTEGER NOT NULL, time INTEGER NOT NULL, type TEXT NOT NULL,
            round TEXT NOT NULL, event TEXT NOT NULL, payload BLOB NOT NULL, PRIMARY KEY(topic, offset)
            """, " WITHOUT ROWID"
        ),
        (
            "statements",
            """
            statement TEXT PRIMARY KEY, origin TEXT NOT NULL, target TEXT NOT NULL, year INTEGER NOT NULL,
            kind TEXT NOT NULL, total INTEGER NOT NULL, lines INTEGER NOT NULL, matters INTEGER,
            superseded INTEGER NOT NULL DEFAULT 0
            """, " WITHOUT ROWID"
        ),
        (
            "statement_answers",
            """
            statement TEXT PRIMARY KEY, outcome TEXT, answered INTEGER, paid INTEGER, granted INTEGER,
            overridden INTEGER
            """, " WITHOUT ROWID"
        ),
        (
            "statement_lines",
            """
            statement TEXT NOT NULL, county TEXT NOT NULL, count INTEGER NOT NULL, fen INTEGER NOT NULL,
            PRIMARY KEY(statement, county)
            """, " WITHOUT ROWID"
        ),
        (
            "closed",
            """
            office TEXT NOT NULL, year INTEGER NOT NULL, statements TEXT NOT NULL, total INTEGER NOT NULL,
            PRIMARY KEY(office, year)
            """, " WITHOUT ROWID"
        ),
        (
            "payables",
            """
            office TEXT NOT NULL, round TEXT NOT NULL, claim TEXT NOT NULL, award INTEGER NOT NULL,
            paid INTEGER NOT NULL, owed INTEGER NOT NULL, recoverable INTEGER NOT NULL, recovered INTEGER NOT NULL,
            returned INTEGER NOT NULL, PRIMARY KEY(office, round, claim)
            """, " WITHOUT ROWID"
        ),
        (
            "owed",
            """
            office TEXT PRIMARY KEY, award INTEGER NOT NULL, paid INTEGER NOT NULL, owed INTEGER NOT NULL,
            returned INTEGER NOT NULL, recoverable INTEGER NOT NULL, recovered INTEGER NOT NULL
            """, " WITHOUT ROWID"
        ),
        (
            "dead",
            """
            id TEXT NOT NULL, attempt INTEGER NOT NULL, office TEXT NOT NULL, stage TEXT NOT NULL, task TEXT NOT NULL,
            kind TEXT NOT NULL, error TEXT NOT NULL, origin TEXT NOT NULL, type TEXT, key TEXT, size INTEGER NOT NULL,
            time INTEGER NOT NULL, place TEXT NOT NULL, letter BLOB, writer TEXT NOT NULL, digest TEXT NOT NULL,
            PRIMARY KEY(id, attempt)
            """, " WITHOUT ROWID"
        ),
        (
            "retries",
            """
            letter TEXT NOT NULL, attempt INTEGER NOT NULL, task TEXT NOT NULL, officer TEXT NOT NULL,
            reason TEXT NOT NULL, time INTEGER NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
            offset INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY(letter, attempt)
            """, " WITHOUT ROWID"
        ),
        (
            "corrections",
            """
            letter TEXT NOT NULL, attempt INTEGER NOT NULL, office TEXT NOT NULL, officer TEXT NOT NULL,
            reason TEXT NOT NULL, time INTEGER NOT NULL, record BLOB, PRIMARY KEY(letter, attempt, office)
            """, " WITHOUT ROWID"
        ),
        (
            "acts",
            """
            id TEXT PRIMARY KEY, time INTEGER NOT NULL, office TEXT NOT NULL, officer TEXT NOT NULL, kind TEXT NOT NULL,
            subject TEXT NOT NULL, reason TEXT NOT NULL
            """, " WITHOUT ROWID"
        ),
        (
            "positions",
            "task TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY(task, topic, partition)",
            " WITHOUT ROWID"
        ),
        ("numbers", "task TEXT PRIMARY KEY, number INTEGER NOT NULL", " WITHOUT ROWID"),
        (
            "jobs",
            """
            letter TEXT NOT NULL, attempt INTEGER NOT NULL, officer TEXT NOT NULL, reason TEXT NOT NULL,
            record TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(letter, attempt)
            """, " WITHOUT ROWID"
        ),
    ]
}
