/** An application as its users have it, that logs to a shared file. */
module sample {
  requires org.slf4j;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires logweir.appender;
}
