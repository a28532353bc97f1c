import Foundation
import Glibc
import TestSupport

/// The processes of all offices, and what a supervisor does: it starts again what has ended.
final class Agents {
    private struct Place {
        let product: String
        let office: String
        let worker: String
    }

    private let folder: TemporaryFolder
    private let log: String
    private let offices: String
    private let places: [Place]
    private var processes: [Int: ChildProcess] = [:]
    private(set) var starts = 0

    init(_ folder: TemporaryFolder, log: String) throws {
        self.folder = folder
        self.log = log
        offices = folder.file("offices.yaml")
        let first = try FreePorts.block(of: World.counties.count + 2)
        let ports = (0..<World.counties.count + 2).map { first + $0 }
        try Data(SimulatedCity.file(ports: ports).utf8).write(to: URL(fileURLWithPath: offices))
        places =
            [
                Place(product: "verifier", office: World.city, worker: "verifier"),
                Place(product: "calculator", office: World.city, worker: "calculator"),
            ] + World.counties.map { Place(product: "intake", office: $0, worker: "intake") }
    }

    /// No test leaves a process behind.
    deinit { for process in processes.values { process.kill() } }

    var count: Int { places.count }

    /// The outbox of a county's intake.
    func outbox(of county: Int) -> String {
        folder.file("state-\(World.counties[county])/\(World.counties[county]).outbox")
    }

    /// Makes the folder of each agent's state.
    func makeFolders() throws {
        for place in places {
            try FileManager.default.createDirectory(
                atPath: folder.file("state-\(place.office)"), withIntermediateDirectories: true)
        }
    }

    func start(_ number: Int) throws {
        let place = places[number]
        processes[number] = try ChildProcess(
            ChildProcess.product(place.product),
            [
                "run", "--worker", place.worker, "--office", place.office, "--offices", offices, "--log", log,
                "--state", folder.file("state-\(place.office)"), "--batch", "40",
            ])
        starts += 1
    }

    /// kill -9, and a new start.
    func kill(_ number: Int) throws {
        processes[number]?.kill()
        try start(number)
    }

    /// Starts again what has ended by a crash, or asking for it.
    ///
    /// - Throws: when one ended otherwise: that is for a person.
    func tend() throws {
        for number in places.indices {
            guard let process = processes[number], !process.isRunning else { continue }
            switch try process.wait(seconds: 1) {
            case .killed, .exited(75): try start(number)
            case .exited(let code):
                throw Ended(description: "\(process.command) ended with \(code):\n\(process.errors.suffix(2_000))")
            }
        }
    }

    /// Asks all to end, and waits until they have.
    func stop() throws {
        for process in processes.values { process.terminate() }
        for process in processes.values where try process.wait(seconds: 30) != .exited(0) {
            throw Ended(description: "\(process.command) did not end well:\n\(process.errors.suffix(2_000))")
        }
        processes = [:]
    }

    /// What each says last, for messages.
    var words: String {
        processes.sorted { $0.key < $1.key }.map { "\($0.value.command): \($0.value.errors.suffix(600))" }
            .joined(separator: "\n")
    }

    struct Ended: Error, CustomStringConvertible {
        let description: String
    }
}
