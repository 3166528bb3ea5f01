import Model

/// A driver of a system that culvert makes no director of: what only directors have needs no commands there.
protocol RealserverDriver: Driver {}

extension RealserverDriver {
  package func steps(_ change: ChangeOf<Addresses>, in phase: Phase?) -> [Step] { [] }
  package func steps(_ change: ChangeOf<Services>, in phase: Phase?) -> [Step] { [] }
  package func steps(_ change: ChangeOf<Destinations>, in phase: Phase?) -> [Step] { [] }
}
