/** Data, optimizers, the trainer, checkpoints, pictures, and the command line. */
module dev.stoa.training {
  requires transitive dev.stoa.inference;
  requires com.fasterxml.jackson.databind;
  requires static info.picocli;

  exports dev.stoa.data;
  exports dev.stoa.draw;
  exports dev.stoa.objective;
  exports dev.stoa.optim;
  exports dev.stoa.schedule;
  exports dev.stoa.train;

  // picocli fills in the fields of the commands.
  opens dev.stoa.cli to
      info.picocli;
}
