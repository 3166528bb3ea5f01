import Model

/// All that culvert says of findings, one entry for each id; every other place has only facts.
///
/// A new finding is a case of `Fault` with its facts, an entry here, and the place that notices it.
enum Catalogue {}

/// What a finding means, and what is said of one with these facts.
struct Entry<Facts>: Sendable {
  let page: Explanation
  let sentences: @Sendable (Facts) -> Sentences

  init(_ id: FindingID, _ title: String, _ text: String, _ sentences: @escaping @Sendable (Facts) -> Sentences) {
    page = Explanation(id, title, text)
    self.sentences = sentences
  }
}

extension Entry where Facts == Void {
  /// Of a finding that is always the same.
  init(_ id: FindingID, _ title: String, _ text: String, why: String, remedy: Remedy) {
    self.init(id, title, text) { Sentences(why: why, remedy: remedy) }
  }
}

/// What is said of one finding.
struct Sentences: Hashable, Sendable {
  /// What is wrong with the thing that it is about.
  let why: String
  let remedy: Remedy

  init(why: String, remedy: Remedy) {
    self.why = why
    self.remedy = remedy
  }

  /// What the catalogue says of a fault; a new one without an entry does not compile.
  init(_ fault: Fault) {
    self =
      switch fault {
      case .notRoot(let facts): Catalogue.notRoot.sentences(facts)
      case .missingTool(let facts): Catalogue.missingTool.sentences(facts)
      case .missingModule(let facts): Catalogue.missingModule.sentences(facts)
      case .noStart(let facts): Catalogue.noStart.sentences(facts)
      case .noIPVS(let facts): Catalogue.noIPVS.sentences(facts)
      case .sharedStack: Catalogue.sharedStack.sentences(())
      case .leftover: Catalogue.leftover.sentences(())
      case .unitOverridden(let facts): Catalogue.unitOverridden.sentences(facts)
      case .addressMissing(let facts): Catalogue.addressMissing.sentences(facts)
      case .vipElsewhere(let a, let b): Catalogue.vipElsewhere.sentences((a, b))
      case .vipInterfaceMissing: Catalogue.vipInterfaceMissing.sentences(())
      case .noRoute(let a, let b): Catalogue.noRoute.sentences((a, b))
      case .wrongOuterSource(let a, let b, let c): Catalogue.wrongOuterSource.sentences((a, b, c))
      case .innerPeerInUse(let facts): Catalogue.innerPeerInUse.sentences(facts)
      case .strongHostModel(let facts): Catalogue.strongHostModel.sentences(facts)
      case .strictInterfaces(let a, let b, let c): Catalogue.strictInterfaces.sentences((a, b, c))
      case .unreadResource(let facts): Catalogue.unreadResource.sentences(facts)
      case .answersARP(let facts): Catalogue.answersARP.sentences(facts)
      case .rivalAtBoot(let facts): Catalogue.rivalAtBoot.sentences(facts)
      case .rivalUnclear(let facts): Catalogue.rivalUnclear.sentences(facts)
      case .rivalService(let a, let b): Catalogue.rivalService.sentences((a, b))
      case .twinTunnel(let facts): Catalogue.twinTunnel.sentences(facts)
      case .foreign: Catalogue.foreign.sentences(())
      case .otherFilter(let facts): Catalogue.otherFilter.sentences(facts)
      case .otherManager(let facts): Catalogue.otherManager.sentences(facts)
      case .serviceRemover(let facts): Catalogue.serviceRemover.sentences(facts)
      case .vipManaged: Catalogue.vipManaged.sentences(())
      case .bootFileBroken(let a, let b): Catalogue.bootFileBroken.sentences((a, b))
      case .bootLinesUnclear(let facts): Catalogue.bootLinesUnclear.sentences(facts)
      case .bootFilesUnusual(let facts): Catalogue.bootFilesUnusual.sentences(facts)
      case .bootLinesContrary(let facts): Catalogue.bootLinesContrary.sentences(facts)
      case .bootLinesRival(let facts): Catalogue.bootLinesRival.sentences(facts)
      case .storedOtherwise(let a, let b, let c): Catalogue.storedOtherwise.sentences((a, b, c))
      case .bootFileImmutable(let a, let b): Catalogue.bootFileImmutable.sentences((a, b))
      case .noSegmentParameter: Catalogue.noSegmentParameter.sentences(())
      case .notArriving(let a, let b, let c): Catalogue.notArriving.sentences((a, b, c))
      case .answeredElsewhere(let a, let b, let c): Catalogue.answeredElsewhere.sentences((a, b, c))
      case .vipNotLocal: Catalogue.vipNotLocal.sentences(())
      case .notTaken(let a, let b, let c): Catalogue.notTaken.sentences((a, b, c))
      case .notInTable(let facts): Catalogue.notInTable.sentences(facts)
      case .outerLost(let a, let b, let c, let d): Catalogue.outerLost.sentences((a, b, c, d))
      case .tunnelWrong(let facts): Catalogue.tunnelWrong.sentences(facts)
      case .vipNotInside(let facts): Catalogue.vipNotInside.sentences(facts)
      case .reversePathDrop(let facts): Catalogue.reversePathDrop.sentences(facts)
      case .noReplyRoute(let a, let b, let c): Catalogue.noReplyRoute.sentences((a, b, c))
      case .nobodyListens(let a, let b): Catalogue.nobodyListens.sentences((a, b))
      case .notAnswered(let facts): Catalogue.notAnswered.sentences(facts)
      case .replyLost(let a, let b, let c, let d): Catalogue.replyLost.sentences((a, b, c, d))
      case .tooLong(let a, let b): Catalogue.tooLong.sentences((a, b))
      case .unproven(let facts): Catalogue.unproven.sentences(facts)
      case .segmentsTooLong(let facts): Catalogue.segmentsTooLong.sentences(facts)
      case .otherCluster(let a, let b): Catalogue.otherCluster.sentences((a, b))
      case .lostHost(let facts): Catalogue.lostHost.sentences(facts)
      case .driftedReturn(let a, let b): Catalogue.driftedReturn.sentences((a, b))
      case .otherHandler(let facts): Catalogue.otherHandler.sentences(facts)
      case .clientsUnrouted(let facts): Catalogue.clientsUnrouted.sentences(facts)
      case .clientsIntoTunnel(let a, let b, let c, let d): Catalogue.clientsIntoTunnel.sentences((a, b, c, d))
      case .clientsDiscarded(let a, let b): Catalogue.clientsDiscarded.sentences((a, b))
      case .clientsFiltered(let facts): Catalogue.clientsFiltered.sentences(facts)
      case .clientsReversePath(let facts): Catalogue.clientsReversePath.sentences(facts)
      }
  }
}

extension Finding {
  /// What it is about, in words.
  var what: String { about.description }
  var why: String { Sentences(fault).why }
  var remedy: Remedy { Sentences(fault).remedy }

  /// The finding about this host in one line.
  func text(on host: HostName?) -> String { "\(what): \(why): \(remedy.text(on: host))" }
}
