# Build:  docker build -t switchboard .
# Run:    docker compose up -d, or docker run as docs/operating.md says: with a bound of its memory and nothing to write but its data

# These tags get the security fixes of what is below the server: build with --pull. For a build that is the same each time name
# digests, --build-arg RUNTIME=eclipse-temurin@sha256:… (docs/operating.md says how to find and when to change them).
ARG BUILDER=maven:3.9-eclipse-temurin-17
ARG RUNTIME=eclipse-temurin:17-jre-jammy

FROM ${BUILDER} AS build
WORKDIR /src
COPY pom.xml .
COPY src src
# What --version and /health say: the context has no repository. --build-arg COMMIT="$(git rev-parse HEAD)"
ARG COMMIT=unknown
# The cache keeps the downloaded libraries between builds and stays out of the image.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -DskipTests -Dsource.commit="$COMMIT" package
# SQLite's library, which would be unpacked at each start otherwise: nothing is run from where the server can write.
RUN cd target && jar xf switchboard.jar "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" \
    && mv "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" .

FROM ${RUNTIME}
RUN groupadd --gid 10001 switchboard \
    && useradd --uid 10001 --gid switchboard --no-create-home --shell /usr/sbin/nologin switchboard \
    && mkdir /data \
    && chown switchboard:switchboard /data \
    && chmod 700 /data
COPY --from=build /src/target/switchboard.jar /opt/switchboard/switchboard.jar
COPY --from=build /src/target/libsqlitejdbc.so /opt/switchboard/libsqlitejdbc.so
COPY conf/jvm.options conf/small.options /opt/switchboard/
# A server starts for two seconds and leaves behind what it loaded: the next start takes little more than half the time.
RUN java @/opt/switchboard/jvm.options -jar /opt/switchboard/switchboard.jar startup-archive

# Inside a container every interface is the container's own: what is published decides who reaches the server.
ENV SWITCHBOARD_HOST=0.0.0.0 \
    SWITCHBOARD_PORT=8080 \
    SWITCHBOARD_DATA=/data

# By number: Kubernetes (runAsNonRoot) believes no name. It owns nothing of the image but its data.
USER 10001:10001
VOLUME /data
EXPOSE 8080

# The image has no HTTP client that is sure to stay in it; bash is one.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/${SWITCHBOARD_PORT}\" && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# No shell in between: the process is the one that gets SIGTERM, and drains. More flags for its JVM: JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "@/opt/switchboard/jvm.options", "@/opt/switchboard/startup.options", \
    "-Dorg.sqlite.lib.path=/opt/switchboard", "-Dorg.sqlite.lib.name=libsqlitejdbc.so", \
    "-jar", "/opt/switchboard/switchboard.jar"]
