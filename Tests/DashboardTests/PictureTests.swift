import Agent
import Awards
import Foundation
import Log
import TestSupport
import Testing

@testable import Dashboard

/// What the picture says of an installation, over the embedded log and, where there is one, Kafka.
struct PictureTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    private func taker(_ log: any EventLog) throws -> PictureTaker {
        PictureTaker(log, installation.offices, try installation.index(), alarms: AlarmBook())
    }

    private func edge(_ picture: Picture, _ topic: String = "150223.claims") throws -> EdgePicture {
        try #require(picture.edges.first { $0.key.topic == topic && $0.key.stage == .echo })
    }

    private func claims(_ count: Int, from first: Int = 0) -> [OutgoingRecord] {
        (first..<first + count).map {
            Installation.record(Installation.claim("c-\($0)"), on: "claims", key: "91150223MA0Q0A0A0X", partition: 0)
        }
    }

    /// Takes pictures until one is as it should be.
    private func wait(_ taker: PictureTaker, _ isRight: (Picture) -> Bool) -> Picture {
        var picture = taker.take()
        for _ in 0..<600 where !isRight(picture) {
            usleep(20_000)
            picture = taker.take()
        }
        return picture
    }

    @Test("an idle topic has no lag, what waits has one in seconds, and what is not known is not 0")
    func lag() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        let taker = try taker(log)
        defer { taker.close() }
        var picture = taker.take()
        #expect(picture.unread == [])
        #expect(try edge(picture).lagSeconds == 0)
        #expect(try edge(picture).rateIn == nil)
        #expect(picture.tasks.allSatisfy { $0.silentSeconds == nil && $0.progress == nil && $0.lagSeconds == nil })

        try log.append(claims(3))
        picture = taker.take()
        #expect(try #require(try edge(picture).lagSeconds) > 0)
        #expect(try edge(picture).lagRecords == 3)

        try log.append([Installation.progress(1, from: 0, to: 2), Installation.health()])
        picture = taker.take()
        #expect(try edge(picture).lagRecords == 1)
        #expect(picture.task("150223.echo.0")?.standing == .ok)
        #expect(picture.task("150223.echo.0")?.progress == 1)

        try log.append([Installation.progress(2, from: 2, to: 3)])
        picture = taker.take()
        #expect(try edge(picture).lagSeconds == 0)
    }

    @Test("a task whose positions or numbers run back is rewound until it is past where it was")
    func rewound() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        let taker = try taker(log)
        defer { taker.close() }
        try log.append(claims(5) + [Installation.progress(1, from: 0, to: 5), Installation.health()])
        #expect(taker.take().task("150223.echo.0")?.standing == .ok)
        try log.append([Installation.progress(1, from: 0, to: 2)])
        let picture = taker.take()
        #expect(picture.task("150223.echo.0")?.standing == .rewound)
        #expect(picture.task("150223.echo.1")?.standing == .ok)
        #expect(picture.alarms.contains { $0.kind == .rewind && $0.subject == "150223.echo.0" })
        try log.append([Installation.progress(2, from: 2, to: 5)])
        #expect(taker.take().task("150223.echo.0")?.standing == .ok)
    }

    @Test("topics that are missing, and a log that does not answer, are named; the picture stays as it was")
    func unread() throws {
        let log = try SQLiteLog()
        let taker = try taker(log)
        defer { taker.close() }
        let picture = taker.take()
        #expect(picture.unread.count == 1)
        #expect(picture.unread.first?.contains("topics are not there") ?? false, "\(picture.unread)")
        #expect(picture.topics.isEmpty)
        #expect(try edge(picture).lagSeconds == nil)
    }

    @Test("the index goes on where it was, and another log empties it")
    func again() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        try log.append(claims(4))
        let index = try installation.index()
        var taker = PictureTaker(log, installation.offices, index, alarms: AlarmBook())
        _ = taker.take()
        taker.close()
        #expect(try index.claims(named: "91150223MA0Q0A0A0X").count == 4)
        let counting = CountingLog(log)
        let same = try installation.index()
        taker = PictureTaker(counting, installation.offices, same, alarms: AlarmBook())
        try log.append(claims(1, from: 4))
        _ = taker.take()
        taker.close()
        #expect(try same.claims(named: "91150223MA0Q0A0A0X").count == 5)
        #expect(try same.trace("c-1").count == 1)
        let other = try InstallationIndex(
            path: installation.folder.file("index.sqlite"), own: installation.office.division, log: "another")
        #expect(try other.claims(named: "91150223MA0Q0A0A0X").isEmpty)
    }

    /// A broker on a busy machine may be slow to answer; the same call may then be made again.
    private func patiently(_ body: () throws -> Void) throws {
        try until("the broker answers") {
            do {
                try body()
                return true
            } catch let error as LogError {
                guard error.isRetriable else { throw error }
                return false
            }
        }
    }

    @Test("over Kafka: an open transaction blocks and is no lag; markers are no lag either")
    func kafka() throws {
        guard let cluster = try KafkaCluster.required() else { return }
        let log = KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap, properties: [:]))
        try installation.provision(log)
        let taker = try taker(log)
        defer { taker.close() }
        let writer = try log.writer(id: "150223.test.\(installation.ports)")
        defer { writer.close() }
        try patiently { try writer.take() }
        // What other tests wrote there lies before this.
        let first = try #require(try log.ends(of: [TopicPartition("150223.claims", 0)]).values.first).lastStable
        try patiently { try writer.begin() }
        for record in claims(2) { try writer.send(record) }
        try patiently { try writer.commit() }
        try log.append([
            Installation.progress(Int64(installation.ports), from: 0, to: first + 2), Installation.health(),
        ])
        var picture = wait(taker) { (try? edge($0).lagSeconds) == 0 && $0.task("150223.echo.0")?.standing == .ok }
        // The marker of the transaction lies behind the position, and is nothing that waits.
        #expect(try edge(picture).lagSeconds == 0)
        try patiently { try writer.begin() }
        for record in claims(2, from: 2) { try writer.send(record) }
        picture = wait(taker) { (try? edge($0).blockedSeconds) ?? nil != nil }
        #expect(try #require(try edge(picture).blockedSeconds) >= 3)
        #expect(try edge(picture).lagSeconds == 0)
        #expect(try edge(picture).standing == .blocked)
        try writer.abort()
        picture = wait(taker) { (try? edge($0).standing) == .ok }
        #expect(try edge(picture).lagSeconds == 0)
    }
}
