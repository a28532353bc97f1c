import Agent
import Awards
import Decimals
import Log
import Messages

/// Takes a picture of the installation, again and again. It alone asks the log.
final class PictureTaker {
    private let log: any EventLog
    private let offices: Offices
    private let index: InstallationIndex
    private let follower: Follower
    private let flow: Flow
    private let startedMs = MachineClock.monotonicMs
    private let nowMs: @Sendable () -> Int64

    private var picture = Picture()
    private var topics: [String: Int32] = [:]
    private var topicsReadMs: Int64?
    private var ends: [TopicPartition: PartitionEnds] = [:]
    /// Since when an open transaction has stood at an offset.
    private var open: [TopicPartition: (offset: Int64, sinceMs: Int64)] = [:]
    private var probed: [TopicPartition: (offset: Int64, timeMs: Int64?, askedMs: Int64)] = [:]
    private var written = Samples<String>()
    private var decided = Samples<EdgePicture.Key>()
    private var lags = Samples<EdgePicture.Key>()
    /// The last pictures of each edge, for what is behind and what stands still.
    private var recent: [EdgePicture.Key: [(timeMs: Int64, lag: Double, next: Int64)]] = [:]
    private var alarms: AlarmBook

    init(
        _ log: any EventLog, _ offices: Offices, _ index: InstallationIndex, alarms: AlarmBook,
        nowMs: @escaping @Sendable () -> Int64 = WallClock.now
    ) {
        self.log = log
        self.offices = offices
        self.index = index
        self.alarms = alarms
        self.nowMs = nowMs
        follower = Follower(log, index, offices)
        flow = Flow(offices)
    }

    func close() { follower.close() }

    /// The next picture. What cannot be read is named in it, and stays as it was.
    func take(limitMs: Int64 = 1_000) -> Picture {
        picture.number += 1
        picture.unread = []
        let clock = MachineClock.monotonicMs
        do {
            try readEnds(clock)
            try follower.follow(ends, nowMs: nowMs, limitMs: limitMs)
            picture.takenMs = nowMs()
            picture.takenMonotonicMs = MachineClock.monotonicMs
        } catch {
            picture.unread.append("\(error)")
        }
        draw(MachineClock.monotonicMs)
        return picture
    }

    private func readEnds(_ clock: Int64) throws {
        // Topics come seldom; asked for more often while some are missing.
        if topicsReadMs.map({ clock - $0 > 10_000 }) ?? true {
            topics = try log.topics()
            topicsReadMs = clock
        }
        let partitions = topics.sorted { $0.key < $1.key }.flatMap { name, count in
            (0..<count).map { TopicPartition(name, $0) }
        }
        do throws(LogError) {
            ends = try log.ends(of: partitions)
        } catch {
            // One that cannot be read shall not hide the others: which it is, the sentence says.
            topicsReadMs = nil
            throw error
        }
        for (partition, end) in ends {
            guard end.highWatermark > end.lastStable else {
                open[partition] = nil
                continue
            }
            if open[partition]?.offset != end.lastStable { open[partition] = (end.lastStable, clock) }
        }
    }

    // MARK: Drawing

    private func draw(_ clock: Int64) {
        let now = nowMs()
        picture.indexBehind = ends.filter { follower.isIndexed($0.key.topic) }.reduce(Int64(0)) { sum, end in
            sum + max(0, end.value.lastStable - (follower.reached[end.key] ?? end.value.start))
        }
        let missing = offices.all.flatMap { office in
            office.streams.map { $0.topic(of: office.division) }.filter { topics[$0] == nil }
        }
        if topicsReadMs != nil, !missing.isEmpty {
            let named = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? " …" : "")
            picture.unread.append("\(missing.count) topics are not there: \(named); duixian provision creates them.")
        }
        drawTopics(clock)
        drawEdges(now, clock)
        drawTasks(clock)
        alarms.judge(&picture, nowMs: now, monotonicMs: clock)
    }

    private func drawTopics(_ clock: Int64) {
        var counts: [String: Int64] = [:]
        for (partition, end) in ends { counts[partition.topic, default: 0] += end.lastStable }
        written.note(counts, timeMs: clock)
        picture.topics = topics.sorted { $0.key < $1.key }.map { name, count in
            let partitions = (0..<count).compactMap { number -> TopicPicture.Partition? in
                let partition = TopicPartition(name, number)
                guard let end = ends[partition] else { return nil }
                return TopicPicture.Partition(
                    number: number, ends: end, openSeconds: openSeconds(partition, clock),
                    newestMs: follower.times[partition]?.lastMs)
            }
            return TopicPicture(
                name: name, division: Division(String(name.prefix(6))), partitions: partitions,
                rate: written.rate(of: name))
        }
    }

    /// An open transaction is one that stands for longer than any of ours takes to commit.
    private func openSeconds(_ partition: TopicPartition, _ clock: Int64) -> Int? {
        guard let since = open[partition]?.sinceMs, clock - since >= 3_000 else { return nil }
        return Int((clock - since) / 1_000)
    }

    private func drawEdges(_ now: Int64, _ clock: Int64) {
        var keys = Set(flow.edges)
        for task in follower.positions.byTask.keys {
            for partition in follower.positions[task].keys where topics[partition.topic] != nil {
                keys.insert(EdgePicture.Key(topic: partition.topic, division: task.division, stage: task.stage))
            }
        }
        var next: [EdgePicture.Key: Int64] = [:]
        var edges = keys.sorted().map { key in
            let (edge, position) = measure(key, now, clock)
            if let position { next[key] = position }
            return edge
        }
        decided.note(next, timeMs: clock)
        for index in edges.indices {
            edges[index].rateIn = written.rate(of: edges[index].key.topic)
            edges[index].rateOut = decided.rate(of: edges[index].key)
        }
        lags.sample(Dictionary(uniqueKeysWithValues: edges.map { ($0.key, $0.lagSeconds) }), timeMs: clock)
        for index in edges.indices { edges[index].history = lags.line(of: edges[index].key) }
        picture.edges = edges
    }

    /// An edge, and how many records of it are decided in all.
    private func measure(_ key: EdgePicture.Key, _ now: Int64, _ clock: Int64) -> (EdgePicture, Int64?) {
        var edge = EdgePicture(key: key)
        let tasks = offices[key.division]?.tasks(of: key.stage) ?? []
        var positions: [TopicPartition: Int64] = [:]
        for task in tasks {
            for (partition, entry) in follower.positions[task] where partition.topic == key.topic {
                positions[partition] = entry.next
            }
        }
        // Until the index has read what a task says of its progress nobody knows what it has decided.
        let isKnown = tasks.allSatisfy { task in
            let progress = TopicPartition(
                Stream.progress(of: task.stage).topic(of: task.division), Int32(clamping: task.number))
            return ends[progress].map { (follower.reached[progress] ?? 0) >= $0.lastStable } ?? true
        }
        var lag: Double? = isKnown ? 0 : nil
        var records: Int64 = 0
        var sum: Int64 = 0
        guard let count = topics[key.topic] else { return (edge, nil) }
        for number in 0..<count {
            let partition = TopicPartition(key.topic, number)
            guard let end = ends[partition] else {
                lag = nil
                continue
            }
            // What a task has never read lies before it from the start.
            let position = max(positions[partition] ?? end.start, end.start)
            sum += position
            if let open = openSeconds(partition, clock), position >= lastOffset(partition, end) {
                edge.blockedSeconds = max(edge.blockedSeconds ?? 0, open)
            }
            guard let found = lagMs(partition, position, end, now, clock) else {
                lag = nil
                continue
            }
            if found > 0 { records += max(1, end.lastStable - position) }
            lag = lag.map { max($0, Double(found) / 1_000) }
        }
        edge.lagSeconds = lag
        edge.lagRecords = lag == nil ? nil : records
        edge.standing = standing(key, edge, sum, tasks, clock)
        return (edge, sum)
    }

    /// Behind the last record that can be seen; markers of transactions may follow it.
    private func lastOffset(_ partition: TopicPartition, _ end: PartitionEnds) -> Int64 {
        follower.times[partition]?.last.map { $0 + 1 } ?? end.lastStable
    }

    /// How long the first undecided record has waited: 0 where there is none, nil where that is not known.
    private func lagMs(
        _ partition: TopicPartition, _ position: Int64, _ end: PartitionEnds, _ now: Int64, _ clock: Int64
    ) -> Int64? {
        if position >= end.lastStable { return 0 }
        guard (follower.reached[partition] ?? 0) >= end.lastStable else { return nil }
        let times = follower.times[partition]
        if let last = times?.last, position > last { return 0 }
        if let written = times?.time(at: position) { return max(1, now - written) }
        if let known = probed[partition], known.offset == position,
            known.timeMs != nil || clock - known.askedMs < 30_000
        {
            return known.timeMs.map { max(1, now - $0) } ?? (times?.last == nil ? 0 : nil)
        }
        let written = (try? follower.probe(partition, at: position)) ?? nil
        probed[partition] = (position, written, clock)
        // Nothing there to be read: only markers.
        return written.map { max(1, now - $0) } ?? 0
    }

    private func standing(
        _ key: EdgePicture.Key, _ edge: EdgePicture, _ next: Int64, _ tasks: [TaskName], _ clock: Int64
    ) -> Standing {
        if tasks.contains(where: { follower.positions.isRewound($0) }) { return .rewound }
        guard let lag = edge.lagSeconds else { return .unknown }
        var points = recent[key] ?? []
        points.append((clock, lag, next))
        points.removeAll { clock - $0.timeMs > 90_000 }
        recent[key] = points
        if lag == 0 { return edge.blockedSeconds == nil ? .ok : .blocked }
        let window = points.filter { clock - $0.timeMs <= 16_000 }
        guard let first = window.first, clock - first.timeMs >= 10_000 else { return .ok }
        let isNeverThrough = window.allSatisfy { $0.lag > 0 }
        return isNeverThrough && lag >= first.lag ? .behind : .ok
    }

    /// Whether what waits has stood still for a minute.
    private func isStalled(_ key: EdgePicture.Key, _ clock: Int64) -> Bool {
        guard let points = recent[key], let first = points.first, clock - first.timeMs >= 60_000 else { return false }
        return points.allSatisfy { $0.lag > 0 && $0.next == first.next }
    }

    private func drawTasks(_ clock: Int64) {
        let words = follower.health.tasks(monotonicMs: clock)
        picture.tasks = offices.all.flatMap(\.workers).flatMap(\.runs).sorted {
            ($0.division, $0.stage.rawValue, $0.number) < ($1.division, $1.stage.rawValue, $1.number)
        }.map { name in
            var task = TaskPicture(name: name)
            task.progress = follower.positions.numbers[name]
            let edges = picture.edges.filter { $0.key.division == name.division && $0.key.stage == name.stage }
            let known = edges.compactMap(\.lagSeconds)
            task.blockedSeconds = edges.compactMap(\.blockedSeconds).max()
            guard let (word, health) = words[name.description] else {
                // Whoever has just started listening has heard nobody yet.
                task.standing = clock - startedMs > HealthBook.silenceMs ? .stopped : .unknown
                return task
            }
            task.worker = word.report.worker
            task.role = health.role.rawValue
            task.says = health.state
            task.silentSeconds = Int(max(0, clock - word.heardMs) / 1_000)
            task.deadLetters = health.deadLetters
            task.restores = health.restores
            task.build = word.report.build
            task.clockSkewMs = HealthBook.skewMs(word)
            task.oldestOpenSeconds = health.oldestOpenSeconds.flatMap { Double("\($0)") }
            task.lagSeconds = known.max() ?? health.lagSeconds.flatMap { Double("\($0)") }
            task.lagRecords = edges.isEmpty ? health.lagRecords : edges.compactMap(\.lagRecords).reduce(0, +)
            let own = health.transactionAgeSeconds.flatMap { Double("\($0)") } ?? 0
            if own >= 10 { task.blockedSeconds = max(task.blockedSeconds ?? 0, Int(own)) }
            task.standing = standing(of: name, word, health, edges, task.blockedSeconds, clock)
            return task
        }
        for index in picture.edges.indices {
            let edge = picture.edges[index]
            let tasks = picture.tasks(of: edge.key.division, edge.key.stage)
            if tasks.contains(where: { $0.standing == .stopped }) { picture.edges[index].standing = .stopped }
        }
        picture.stalled = picture.edges.map(\.key).filter { isStalled($0, clock) }
    }

    private func standing(
        of name: TaskName, _ word: HealthBook.Word, _ health: TaskHealth, _ edges: [EdgePicture], _ blocked: Int?,
        _ clock: Int64
    ) -> Standing {
        guard HealthBook.isFresh(word, clock), health.role != .standby else { return .stopped }
        if follower.positions.isRewound(name) { return .rewound }
        if blocked != nil { return .blocked }
        if health.role == .starting { return .unknown }
        return edges.contains { $0.standing == .behind } ? .behind : .ok
    }
}
