# An image of the testing broker, for people who want one: docker build -t kafkawire . && docker run --rm -p 9092:9092 kafkawire
# Clients dial localhost:9092. Options of the command follow the name of the image: docker run … kafkawire --topic orders:6
FROM node:24-alpine AS build
WORKDIR /build
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --pack-destination /tmp && npm install --global --prefix /opt /tmp/kafkawire-*.tgz

FROM node:24-alpine
COPY --from=build /opt /opt
EXPOSE 9092
USER node
ENTRYPOINT ["/opt/bin/kafkawire", "broker", "--host", "0.0.0.0", "--advertise", "localhost"]
