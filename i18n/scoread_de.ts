<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="de">
  <context>
    <name>ScoreAD</name>
    <message>
      <source>Python with PyTorch</source>
      <translation>Python mit PyTorch</translation>
    </message>
    <message>
      <source>Device that is offered first</source>
      <translation>Gerät, das zuerst angeboten wird</translation>
    </message>
    <message>
      <source>Memory limit that is offered [MB]</source>
      <translation>Speichergrenze, die angeboten wird [MB]</translation>
    </message>
    <message>
      <source>Threads of the computing process (0: one a core)</source>
      <translation>Threads des Rechenprozesses (0: einer je Kern)</translation>
    </message>
    <message>
      <source>Scratch folder</source>
      <translation>Ordner für Zwischendateien</translation>
    </message>
    <message>
      <source>Leave blank for Processing's temporary folder</source>
      <translation>Leer lassen für den temporären Ordner der Verarbeitung</translation>
    </message>
    <message>
      <source>Hyperspectral raster</source>
      <translation>Hyperspektrales Raster</translation>
    </message>
    <message>
      <source>A raster that GDAL can read (GeoTIFF, ENVI ...), with at least two bands. The scale does not matter: raw counts, radiance and reflectance all work.</source>
      <translation>Ein Raster, das GDAL lesen kann (GeoTIFF, ENVI ...), mit mindestens zwei Kanälen. Die Skalierung ist gleichgültig: Rohwerte, Strahldichte und Reflexionsgrad sind alle möglich.</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>Kanäle</translation>
    </message>
    <message>
      <source>Bands to use. If empty, all except those that the header flags as bad (ENVI bbl), an alpha band, those that are constant or have no valid value, and pure noise. On the command line: BANDS=1;2;3, in quotes.</source>
      <translation>Zu verwendende Kanäle. Wenn leer, alle außer denen, die der Header als schlecht kennzeichnet (ENVI bbl), einem Alphakanal, denen, die konstant sind oder keinen gültigen Wert haben, und reinem Rauschen. Auf der Kommandozeile: BANDS=1;2;3, in Anführungszeichen.</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Voreinstellung</translation>
    </message>
    <message>
      <source>default: quick, for any scene; two views of the spectra, small networks. paper: the method as published (arXiv 2601.12379), to reproduce it; on two processor cores, ten minutes for 8000 training pixels, and nine seconds per thousand pixels scored.</source>
      <translation>default: schnell, für jede Szene; zwei Ansichten der Spektren, kleine Netze. paper: das Verfahren wie veröffentlicht (arXiv 2601.12379), um es nachzuvollziehen; auf zwei Prozessorkernen zehn Minuten für 8000 Trainingspixel und neun Sekunden je tausend bewertete Pixel.</translation>
    </message>
    <message>
      <source>Context</source>
      <translation>Kontext</translation>
    </message>
    <message>
      <source>How a pixel's neighbourhood is used. preset: as defined by the preset (default: background; paper: none). none: each pixel is scored by its spectrum alone. background: the score is measured above the level of the larger region around the pixel, so that roofs and roads do not stand out ('default' only). ring: the network sees the spectrum of the most similar neighbour ('paper' only).</source>
      <translation>Wie die Nachbarschaft eines Pixels verwendet wird. preset: wie in der Voreinstellung festgelegt (default: background; paper: none). none: jedes Pixel wird allein nach seinem Spektrum bewertet. background: der Wert zählt über dem Niveau der größeren Region um das Pixel, so dass Dächer und Straßen nicht hervortreten (nur „default“). ring: das Netz sieht das Spektrum des ähnlichsten Nachbarn (nur „paper“).</translation>
    </message>
    <message>
      <source>Mask layer</source>
      <translation>Maskenlayer</translation>
    </message>
    <message>
      <source>Only pixels whose centre lies within the polygons, or where the raster's first band is neither 0 nor nodata, are used.</source>
      <translation>Nur Pixel, deren Mitte in den Polygonen liegt oder in denen der erste Kanal des Rasters weder 0 noch Nodata ist, werden verwendet.</translation>
    </message>
    <message>
      <source>Extent</source>
      <translation>Ausdehnung</translation>
    </message>
    <message>
      <source>Only this part of the raster is used, including pixels that it only touches. Neighbours in a ring may lie outside.</source>
      <translation>Nur dieser Teil des Rasters wird verwendet, einschließlich der Pixel, die er nur berührt. Nachbarn in einem Ring dürfen außerhalb liegen.</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>Passes over the sample. If empty, the preset's value.</source>
      <translation>Durchgänge durch die Stichprobe. Wenn leer, der Wert der Voreinstellung.</translation>
    </message>
    <message>
      <source>Batch size</source>
      <translation>Batchgröße</translation>
    </message>
    <message>
      <source>Spectra per step, at most a 28th of the sample. If empty, the preset's value.</source>
      <translation>Spektren je Schritt, höchstens ein 28stel der Stichprobe. Wenn leer, der Wert der Voreinstellung.</translation>
    </message>
    <message>
      <source>Largest training sample [pixels]</source>
      <translation>Größte Trainingsstichprobe [Pixel]</translation>
    </message>
    <message>
      <source>Number of training pixels, drawn from the whole raster; all if there are fewer.</source>
      <translation>Anzahl der Trainingspixel, aus dem ganzen Raster gezogen; alle, wenn es weniger sind.</translation>
    </message>
    <message>
      <source>Retain ratio</source>
      <translation>Behaltener Anteil</translation>
    </message>
    <message>
      <source>Share of each batch to learn from: the spectra that fit best, so that anomalies in the sample have less influence. 1 for all. If empty, the preset's value.</source>
      <translation>Anteil jedes Batches, aus dem gelernt wird: die am besten passenden Spektren, damit Anomalien in der Stichprobe weniger Einfluss haben. 1 für alle. Wenn leer, der Wert der Voreinstellung.</translation>
    </message>
    <message>
      <source>Exclusion</source>
      <translation>Ausschluss</translation>
    </message>
    <message>
      <source>Share of the sample that is left out from a quarter of the epochs onwards: the spectra that are most anomalous by what has been learned so far, so that anomalies are not learned. 0 for none. If empty, the preset's value.</source>
      <translation>Anteil der Stichprobe, der ab einem Viertel der Epochen ausgelassen wird: die nach dem bisher Gelernten anomalsten Spektren, damit die Anomalien nicht gelernt werden. 0 für keinen. Wenn leer, der Wert der Voreinstellung.</translation>
    </message>
    <message>
      <source>Outer window [pixels]</source>
      <translation>Äußeres Fenster [Pixel]</translation>
    </message>
    <message>
      <source>Side length of the ring's outer window (odd). If empty, 5.</source>
      <translation>Seitenlänge des äußeren Fensters des Rings (ungerade). Wenn leer, 5.</translation>
    </message>
    <message>
      <source>Inner window [pixels]</source>
      <translation>Inneres Fenster [Pixel]</translation>
    </message>
    <message>
      <source>Side length of the ring's inner window (odd). If empty, 3.</source>
      <translation>Seitenlänge des inneren Fensters des Rings (ungerade). Wenn leer, 3.</translation>
    </message>
    <message>
      <source>Noise levels</source>
      <translation>Rauschstufen</translation>
    </message>
    <message>
      <source>Times t in (0, 1] at which spectra are perturbed, e.g. 0.05,0.31. If empty, the model's values.</source>
      <translation>Zeiten t in (0, 1], bei denen die Spektren gestört werden, z. B. 0.05,0.31. Wenn leer, die des Modells.</translation>
    </message>
    <message>
      <source>Perturbations</source>
      <translation>Störungen</translation>
    </message>
    <message>
      <source>Number per spectrum and noise level. If empty, the model's value (default: 2, paper: 100).</source>
      <translation>Anzahl je Spektrum und Rauschstufe. Wenn leer, der Wert des Modells (default: 2, paper: 100).</translation>
    </message>
    <message>
      <source>Largest anomaly [pixels]</source>
      <translation>Größte Anomalie [Pixel]</translation>
    </message>
    <message>
      <source>Regions with more pixels than this count as background, however anomalous. 0: no local background. If empty, the model's value (default: 100).</source>
      <translation>Regionen mit mehr Pixeln gelten als Hintergrund, wie anomal sie auch sind. 0: kein lokaler Hintergrund. Wenn leer, der Wert des Modells (default: 100).</translation>
    </message>
    <message>
      <source>Mean resultant length of each level</source>
      <translation>Mittlere Resultantenlänge jeder Stufe</translation>
    </message>
    <message>
      <source>Adds a band for each view of the spectra and each noise level: the mean resultant length, 0 to 1.</source>
      <translation>Fügt für jede Ansicht der Spektren und jede Rauschstufe einen Kanal hinzu: die mittlere Resultantenlänge, 0 bis 1.</translation>
    </message>
    <message>
      <source>False-alarm probability</source>
      <translation>Fehlalarmwahrscheinlichkeit</translation>
    </message>
    <message>
      <source>Adds a last band: the share of background pixels that score at least as high, estimated from the scores of this raster. Meant for rates of a hundredth or more, and for rasters of which less than a hundredth is anomalous; smaller rates are extrapolated.</source>
      <translation>Fügt einen letzten Kanal hinzu: den Anteil der Hintergrundpixel, deren Wert mindestens so hoch ist, aus den Werten dieses Rasters geschätzt. Gedacht für Raten von einem Hundertstel oder mehr und für Raster, von denen weniger als ein Hundertstel anomal ist; kleinere Raten sind extrapoliert.</translation>
    </message>
    <message>
      <source>Memory limit [MB]</source>
      <translation>Speichergrenze [MB]</translation>
    </message>
    <message>
      <source>Memory for blocks of pixels, in QGIS and the computing process together. Does not affect the scores.</source>
      <translation>Speicher für Blöcke von Pixeln, in QGIS und im Rechenprozess zusammen. Die Werte hängen nicht davon ab.</translation>
    </message>
    <message>
      <source>Creation options</source>
      <translation>Erstellungsoptionen</translation>
    </message>
    <message>
      <source>Options of the output format, as NAME=VALUE separated by spaces or |. If empty, GeoTIFFs are tiled and compressed.</source>
      <translation>Optionen des Ausgabeformats, als NAME=WERT, getrennt durch Leerzeichen oder |. Wenn leer, werden GeoTIFFs gekachelt und komprimiert.</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>auto: a GPU if one works, otherwise the CPU.</source>
      <translation>auto: eine GPU, wenn eine funktioniert, sonst die CPU.</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert</translation>
    </message>
    <message>
      <source>Seed of all random numbers. The same seed gives the same result on the same machine.</source>
      <translation>Startwert aller Zufallszahlen. Derselbe Startwert gibt auf demselben Rechner dasselbe Ergebnis.</translation>
    </message>
    <message>
      <source>Anomaly score</source>
      <translation>Anomaliewert</translation>
    </message>
    <message>
      <source>32-bit float, NaN at invalid pixels; larger values are more anomalous. The suffix determines the format: .tif, .img, .bsq ...</source>
      <translation>Gleitkommazahlen mit 32 Bit, NaN bei ungültigen Pixeln; größere Werte sind anomaler. Die Endung bestimmt das Format: .tif, .img, .bsq ...</translation>
    </message>
    <message>
      <source>Lowest score</source>
      <translation>Kleinster Anomaliewert</translation>
    </message>
    <message>
      <source>Highest score</source>
      <translation>Größter Anomaliewert</translation>
    </message>
    <message>
      <source>Mean score</source>
      <translation>Mittlerer Anomaliewert</translation>
    </message>
    <message>
      <source>Standard deviation of the score</source>
      <translation>Standardabweichung des Anomaliewerts</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>ScoreAD models (*.scoread)</source>
      <translation>ScoreAD-Modelle (*.scoread)</translation>
    </message>
    <message>
      <source>The model file, for Detect anomalies on other rasters with the same bands.</source>
      <translation>Die Modelldatei, für „Anomalien erkennen“ auf anderen Rastern mit denselben Kanälen.</translation>
    </message>
    <message>
      <source>Detection report</source>
      <translation>Erkennungsbericht</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>HTML-Dateien (*.html)</translation>
    </message>
    <message>
      <source>Scene and score map side by side, the strongest anomalies and what sets them apart, learning curve, bands used and left out, settings, and time.</source>
      <translation>Szene und Karte der Anomaliewerte nebeneinander, die stärksten Anomalien und was sie unterscheidet, Lernkurve, verwendete und ausgelassene Kanäle, Einstellungen und Zeit.</translation>
    </message>
    <message>
      <source>Deviation spectra</source>
      <translation>Abweichungsspektren</translation>
    </message>
    <message>
      <source>One band for each band used, in the units of the raster: the pixel's spectrum minus the one that the model would move it towards. Shows in which wavelengths a pixel is anomalous. As large as the raster itself.</source>
      <translation>Ein Kanal für jeden verwendeten Kanal, in den Einheiten des Rasters: das Spektrum des Pixels minus das, zu dem das Modell es bewegen würde. Zeigt, bei welchen Wellenlängen ein Pixel anomal ist. So groß wie das Raster selbst.</translation>
    </message>
    <message>
      <source>Pixels trained on</source>
      <translation>Trainierte Pixel</translation>
    </message>
    <message>
      <source>Bands used</source>
      <translation>Verwendete Kanäle</translation>
    </message>
    <message>
      <source>Final loss</source>
      <translation>Letzter Verlust</translation>
    </message>
    <message>
      <source>Seconds of training</source>
      <translation>Sekunden des Trainings</translation>
    </message>
    <message>
      <source>Device used</source>
      <translation>Verwendetes Gerät</translation>
    </message>
    <message>
      <source>Initial model</source>
      <translation>Anfangsmodell</translation>
    </message>
    <message>
      <source>A model with the same bands to start from, e.g. for the next flight line. Its bands, preset, scaling and context are kept.</source>
      <translation>Ein Modell mit denselben Kanälen, von dem ausgegangen wird, z. B. für den nächsten Flugstreifen. Seine Kanäle, seine Voreinstellung, seine Skalierung und sein Kontext bleiben erhalten.</translation>
    </message>
    <message>
      <source>The model file: weights, scaling, bands and training details.</source>
      <translation>Die Modelldatei: Gewichte, Skalierung, Kanäle und Angaben zum Training.</translation>
    </message>
    <message>
      <source>Training report</source>
      <translation>Trainingsbericht</translation>
    </message>
    <message>
      <source>Learning curve, bands used and left out, settings, and time.</source>
      <translation>Lernkurve, verwendete und ausgelassene Kanäle, Einstellungen und Zeit.</translation>
    </message>
    <message>
      <source>A raster that GDAL can read (GeoTIFF, ENVI ...), with the bands and units that the model was trained on.</source>
      <translation>Ein Raster, das GDAL lesen kann (GeoTIFF, ENVI ...), mit den Kanälen und Einheiten, auf denen das Modell trainiert wurde.</translation>
    </message>
    <message>
      <source>A model from Train SGM or Train and detect, trained on this raster or one with the same bands. Dialogs offer the most recent one of this session.</source>
      <translation>Ein Modell aus „SGM trainieren“ oder „Trainieren und erkennen“, trainiert auf diesem Raster oder einem mit denselben Kanälen. Dialoge bieten das neueste dieser Sitzung an.</translation>
    </message>
    <message>
      <source>Mode</source>
      <translation>Modus</translation>
    </message>
    <message>
      <source>global: distance from all spectra of the scene, in all bands. local: distance from the ring around the pixel, on the scene's leading principal components. subspace: distance from the scene, on its leading principal components, which leaves out the noise of many bands.</source>
      <translation>global: Abstand von allen Spektren der Szene, in allen Kanälen. local: Abstand vom Ring um das Pixel, auf den führenden Hauptkomponenten der Szene. subspace: Abstand von der Szene, auf ihren führenden Hauptkomponenten, was das Rauschen vieler Kanäle weglässt.</translation>
    </message>
    <message>
      <source>Principal components</source>
      <translation>Hauptkomponenten</translation>
    </message>
    <message>
      <source>For local and subspace; all if there are fewer. If empty, 20 (local) or 30 (subspace).</source>
      <translation>Für local und subspace; alle, wenn es weniger sind. Wenn leer, 20 (local) oder 30 (subspace).</translation>
    </message>
    <message>
      <source>For local: side length (odd) of the square whose pixels, without those of the inner window, are the surroundings. The covariance of the ring is shrunk halfway to that of the scene, so there may be fewer pixels than components.</source>
      <translation>Für local: Seitenlänge (ungerade) des Quadrats, dessen Pixel ohne die des inneren Fensters die Umgebung sind. Die Kovarianz des Rings wird zur Hälfte zu der der Szene hin geschrumpft, so dass es weniger Pixel als Komponenten sein dürfen.</translation>
    </message>
    <message>
      <source>For local: side length (odd) of a square that an anomaly fits into.</source>
      <translation>Für local: Seitenlänge (ungerade) eines Quadrats, in das eine Anomalie passt.</translation>
    </message>
    <message>
      <source>Takes the logarithm of the score, in robust standard deviations of the scene, above the level of the larger region around the pixel: regions with more pixels than this count as background. 0: the plain RX score. 100 suits vehicles and small buildings.</source>
      <translation>Nimmt den Logarithmus des Werts, in robusten Standardabweichungen der Szene, über dem Niveau der größeren Region um das Pixel: Regionen mit mehr Pixeln gelten als Hintergrund. 0: der einfache RX-Wert. 100 passt für Fahrzeuge und kleine Gebäude.</translation>
    </message>
    <message>
      <source>RX score</source>
      <translation>RX-Wert</translation>
    </message>
    <message>
      <source>Output of Train and detect, Detect anomalies or RX detector, or any raster in which larger is more anomalous.</source>
      <translation>Ausgabe von „Trainieren und erkennen“, „Anomalien erkennen“ oder „RX-Detektor“, oder irgendein Raster, in dem größere Werte anomaler sind.</translation>
    </message>
    <message>
      <source>Band</source>
      <translation>Kanal</translation>
    </message>
    <message>
      <source>The band with the score. If empty, the first.</source>
      <translation>Der Kanal mit dem Anomaliewert. Wenn leer, der erste.</translation>
    </message>
    <message>
      <source>Threshold by</source>
      <translation>Schwelle nach</translation>
    </message>
    <message>
      <source>percentile: the highest of the valid pixels. false-alarm rate: the score that a background pixel reaches with this probability, from the band 'False-alarm probability' if the raster has one, otherwise fitted to the scores. value: a given score.</source>
      <translation>percentile: die höchsten der gültigen Pixel. false-alarm rate: der Wert, den ein Hintergrundpixel mit dieser Wahrscheinlichkeit erreicht, aus dem Kanal „False-alarm probability“, wenn das Raster einen hat, sonst an die Werte angepasst. value: ein gegebener Wert.</translation>
    </message>
    <message>
      <source>Percentile (if by percentile)</source>
      <translation>Perzentil (falls nach percentile)</translation>
    </message>
    <message>
      <source>At most the remaining share of the valid pixels is selected: 99.5 keeps the highest half per cent.</source>
      <translation>Höchstens der übrige Anteil der gültigen Pixel wird ausgewählt: 99.5 behält das höchste halbe Prozent.</translation>
    </message>
    <message>
      <source>False-alarm rate (if by false-alarm rate)</source>
      <translation>Fehlalarmrate (falls nach false-alarm rate)</translation>
    </message>
    <message>
      <source>Share of the background pixels that may be mistaken for anomalies: 0.001 is one in a thousand. Below 0.01, it is extrapolated.</source>
      <translation>Anteil der Hintergrundpixel, die für Anomalien gehalten werden dürfen: 0.001 ist eines von tausend. Unter 0.01 ist er extrapoliert.</translation>
    </message>
    <message>
      <source>Value (if by value)</source>
      <translation>Wert (falls nach value)</translation>
    </message>
    <message>
      <source>The lowest score that counts.</source>
      <translation>Der niedrigste Wert, der zählt.</translation>
    </message>
    <message>
      <source>Smallest region [pixels]</source>
      <translation>Kleinste Region [Pixel]</translation>
    </message>
    <message>
      <source>Smaller regions are left out. 1 keeps all: many true anomalies are a single pixel, or part of one.</source>
      <translation>Kleinere Regionen werden ausgelassen. 1 behält alle: viele wahre Anomalien sind ein einzelnes Pixel oder ein Teil davon.</translation>
    </message>
    <message>
      <source>The raster that was scored. Adds the field &lt;i&gt;spectrum&lt;/i&gt;, the mean over the polygon's valid pixels, as a JSON object of x (wavelengths in nm, or band numbers), xUnit and y, as in the profiles of the EnMAP-Box.</source>
      <translation>Das bewertete Raster. Fügt das Feld &lt;i&gt;spectrum&lt;/i&gt; hinzu, das Mittel über die gültigen Pixel des Polygons, als JSON-Objekt aus x (Wellenlängen in nm oder Kanalnummern), xUnit und y, wie in den Profilen der EnMAP-Box.</translation>
    </message>
    <message>
      <source>Output of Detect anomalies or Train and detect. Adds the field &lt;i&gt;deviation&lt;/i&gt;, the mean in the same form; and &lt;i&gt;background&lt;/i&gt;, the spectrum that the model would make of it (spectrum minus deviation), if the hyperspectral raster is given as well.</source>
      <translation>Ausgabe von „Anomalien erkennen“ oder „Trainieren und erkennen“. Fügt das Feld &lt;i&gt;deviation&lt;/i&gt; hinzu, das Mittel in derselben Form; und &lt;i&gt;background&lt;/i&gt;, das Spektrum, das das Modell daraus machen würde (Spektrum minus Abweichung), wenn auch das hyperspektrale Raster angegeben ist.</translation>
    </message>
    <message>
      <source>Anomalies</source>
      <translation>Anomalien</translation>
    </message>
    <message>
      <source>Multipolygons. A Shapefile cannot hold spectra.</source>
      <translation>Multipolygone. Ein Shapefile kann keine Spektren aufnehmen.</translation>
    </message>
    <message>
      <source>Peaks</source>
      <translation>Gipfel</translation>
    </message>
    <message>
      <source>The centre of the highest-scoring pixel of each region, with its rank, score and false-alarm probability: the points for Explain pixels.</source>
      <translation>Die Mitte des Pixels mit dem höchsten Wert in jeder Region, mit Rang, Wert und Fehlalarmwahrscheinlichkeit: die Punkte für „Pixel erklären“.</translation>
    </message>
    <message>
      <source>Mask</source>
      <translation>Maske</translation>
    </message>
    <message>
      <source>1 in the polygons, 0 elsewhere, 255 (nodata) where there is no score.</source>
      <translation>1 in den Polygonen, 0 sonst, 255 (Nodata), wo es keinen Wert gibt.</translation>
    </message>
    <message>
      <source>Lowest score that counts</source>
      <translation>Kleinster Anomaliewert, der zählt</translation>
    </message>
    <message>
      <source>Number of anomalies</source>
      <translation>Anzahl der Anomalien</translation>
    </message>
    <message>
      <source>Share of the valid pixels</source>
      <translation>Anteil an den gültigen Pixeln</translation>
    </message>
    <message>
      <source>Unit of the areas</source>
      <translation>Einheit der Flächen</translation>
    </message>
    <message>
      <source>Points</source>
      <translation>Punkte</translation>
    </message>
    <message>
      <source>The pixel that contains each point is explained. Any coordinate system; at most 10 000 points.</source>
      <translation>Erklärt wird das Pixel, in dem der Punkt liegt. Jedes Koordinatensystem; höchstens 10 000 Punkte.</translation>
    </message>
    <message>
      <source>Explained points</source>
      <translation>Erklärte Punkte</translation>
    </message>
    <message>
      <source>The points with their original fields, in their original coordinate system. A Shapefile cannot hold spectra.</source>
      <translation>Die Punkte mit ihren ursprünglichen Feldern, in ihrem ursprünglichen Koordinatensystem. Ein Shapefile kann keine Spektren aufnehmen.</translation>
    </message>
    <message>
      <source>Explanation report</source>
      <translation>Erklärungsbericht</translation>
    </message>
    <message>
      <source>For each point, its spectrum next to what the model would make of it and the nearest background spectrum, and how anomalous it is at each wavelength, in standard deviations of the background. If there are more than 30 points, only the first are shown.</source>
      <translation>Für jeden Punkt sein Spektrum neben dem, was das Modell daraus machen würde, und dem nächsten Hintergrundspektrum, und wie anomal er bei jeder Wellenlänge ist, in Standardabweichungen des Hintergrunds. Bei mehr als 30 Punkten werden nur die ersten gezeigt.</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Tabelle</translation>
    </message>
    <message>
      <source>One row per point and band, .csv, .gpkg or .xlsx: point, band, wavelength (nm, if known), value, model (value minus deviation), deviation, deviation_sd (in standard deviations of the background), nearest.</source>
      <translation>Eine Zeile je Punkt und Kanal, .csv, .gpkg oder .xlsx: point, band, wavelength (nm, wenn bekannt), value, model (value minus deviation), deviation, deviation_sd (in Standardabweichungen des Hintergrunds), nearest.</translation>
    </message>
    <message>
      <source>Points explained</source>
      <translation>Erklärte Punkte (Anzahl)</translation>
    </message>
    <message>
      <source>Points outside the raster</source>
      <translation>Punkte außerhalb des Rasters</translation>
    </message>
    <message>
      <source>Points on pixels that are not valid</source>
      <translation>Punkte auf ungültigen Pixeln</translation>
    </message>
    <message>
      <source>Score rasters</source>
      <translation>Raster der Anomaliewerte</translation>
    </message>
    <message>
      <source>The first band of each raster is the score. In qgis_process, repeat the parameter: INPUT=a.tif INPUT=b.tif</source>
      <translation>Der erste Kanal jedes Rasters ist der Anomaliewert. In qgis_process wird der Parameter wiederholt: INPUT=a.tif INPUT=b.tif</translation>
    </message>
    <message>
      <source>Truth</source>
      <translation>Wahrheit</translation>
    </message>
    <message>
      <source>A raster: anomalous where its first band is not 0, not judged where it is nodata; resampled to the grid of each score raster by nearest neighbour or, if it is finer, so that a pixel is anomalous if any part of it is. Or polygons (pixels whose centre lies within are anomalous), or points (the pixels that contain them); the rest of the raster is background.</source>
      <translation>Ein Raster: anomal, wo sein erster Kanal nicht 0 ist, nicht beurteilt, wo er Nodata ist; auf das Gitter jedes Rasters der Werte umgerechnet, mit dem nächsten Nachbarn oder, wenn es feiner ist, so, dass ein Pixel anomal ist, wenn ein Teil davon es ist. Oder Polygone (Pixel, deren Mitte darin liegt, sind anomal) oder Punkte (die Pixel, in denen sie liegen); der Rest des Rasters ist Hintergrund.</translation>
    </message>
    <message>
      <source>Truth field</source>
      <translation>Feld der Wahrheit</translation>
    </message>
    <message>
      <source>Name of a numeric field of a vector truth: values other than 0 are anomalous, 0 is background, NULL is not judged. If empty, every feature is anomalous.</source>
      <translation>Name eines Zahlenfelds einer vektoriellen Wahrheit: andere Werte als 0 sind anomal, 0 ist Hintergrund, NULL wird nicht beurteilt. Wenn leer, ist jedes Objekt anomal.</translation>
    </message>
    <message>
      <source>Evaluation report</source>
      <translation>Beurteilungsbericht</translation>
    </message>
    <message>
      <source>ROC curves, score distributions, score maps with the truth outlined, and all figures; AUC and average precision with intervals, and with their differences from the first raster.</source>
      <translation>ROC-Kurven, Verteilungen der Werte, Karten der Werte mit umrandeter Wahrheit und alle Kennzahlen; AUC und mittlere Präzision mit Intervallen und mit ihren Unterschieden zum ersten Raster.</translation>
    </message>
    <message>
      <source>CSV files (*.csv)</source>
      <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
      <source>One row per raster, with one column for each figure and for each end of its interval, and for the differences from the first raster.</source>
      <translation>Eine Zeile je Raster, mit einer Spalte für jede Kennzahl und für jedes Ende ihres Intervalls sowie für die Unterschiede zum ersten Raster.</translation>
    </message>
    <message>
      <source>Bootstrap draws</source>
      <translation>Bootstrap-Ziehungen</translation>
    </message>
    <message>
      <source>Number of scenes redrawn for the 95 % intervals, with replacement, from whole truth objects (connected pixels) and whole blocks of background, since neighbouring pixels are not independent. With fewer than 50 objects, the intervals are too narrow. 0 for none.</source>
      <translation>Anzahl der Szenen, die für die 95-%-Intervalle mit Zurücklegen neu gezogen werden, aus ganzen Objekten der Wahrheit (verbundenen Pixeln) und ganzen Blöcken des Hintergrunds, da benachbarte Pixel nicht unabhängig sind. Mit weniger als 50 Objekten sind die Intervalle zu schmal. 0 für keine.</translation>
    </message>
    <message>
      <source>Seed of the bootstrap.</source>
      <translation>Startwert des Bootstraps.</translation>
    </message>
    <message>
      <source>AUC</source>
      <translation>AUC</translation>
    </message>
    <message>
      <source>AUC, lower end of the 95 % interval</source>
      <translation>AUC, unteres Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>AUC, upper end of the 95 % interval</source>
      <translation>AUC, oberes Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>Average precision</source>
      <translation>Mittlere Präzision</translation>
    </message>
    <message>
      <source>Average precision, lower end of the 95 % interval</source>
      <translation>Mittlere Präzision, unteres Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>Average precision, upper end of the 95 % interval</source>
      <translation>Mittlere Präzision, oberes Ende des 95-%-Intervalls</translation>
    </message>
    <message>
      <source>AUC(D,F), the AUC</source>
      <translation>AUC(D,F), die AUC</translation>
    </message>
    <message>
      <source>AUC(D,tau), mean scaled score of the anomalies</source>
      <translation>AUC(D,tau), mittlerer skalierter Wert der Anomalien</translation>
    </message>
    <message>
      <source>AUC(F,tau), mean scaled score of the background</source>
      <translation>AUC(F,tau), mittlerer skalierter Wert des Hintergrunds</translation>
    </message>
    <message>
      <source>AUC(D,F) + AUC(D,tau)</source>
      <translation>AUC(D,F) + AUC(D,tau)</translation>
    </message>
    <message>
      <source>AUC(D,F) - AUC(F,tau)</source>
      <translation>AUC(D,F) - AUC(F,tau)</translation>
    </message>
    <message>
      <source>AUC(D,tau) / AUC(F,tau)</source>
      <translation>AUC(D,tau) / AUC(F,tau)</translation>
    </message>
    <message>
      <source>AUC(D,tau) - AUC(F,tau)</source>
      <translation>AUC(D,tau) - AUC(F,tau)</translation>
    </message>
    <message>
      <source>AUC(D,F) + AUC(D,tau) - AUC(F,tau)</source>
      <translation>AUC(D,F) + AUC(D,tau) - AUC(F,tau)</translation>
    </message>
    <message>
      <source>False-alarm rate at full detection</source>
      <translation>Fehlalarmrate bei vollständiger Erkennung</translation>
    </message>
    <message>
      <source>Anomalous pixels judged</source>
      <translation>Beurteilte anomale Pixel</translation>
    </message>
    <message>
      <source>Objects that they form</source>
      <translation>Objekte, die sie bilden</translation>
    </message>
    <message>
      <source>Background pixels judged</source>
      <translation>Beurteilte Hintergrundpixel</translation>
    </message>
    <message>
      <source>Anomalous pixels without a score</source>
      <translation>Anomale Pixel ohne Wert</translation>
    </message>
    <message>
      <source>Background pixels without a score</source>
      <translation>Hintergrundpixel ohne Wert</translation>
    </message>
    <message>
      <source>Pixels left out because another raster has no score there</source>
      <translation>Ausgelassene Pixel, die in einem anderen Raster keinen Wert haben</translation>
    </message>
    <message>
      <source>MATLAB file</source>
      <translation>MATLAB-Datei</translation>
    </message>
    <message>
      <source>MATLAB files (*.mat)</source>
      <translation>MATLAB-Dateien (*.mat)</translation>
    </message>
    <message>
      <source>Versions 4 to 7.3.</source>
      <translation>Versionen 4 bis 7.3.</translation>
    </message>
    <message>
      <source>Variable of the cube</source>
      <translation>Variable des Würfels</translation>
    </message>
    <message>
      <source>If empty, the largest three-dimensional array of numbers.</source>
      <translation>Wenn leer, das größte dreidimensionale Feld von Zahlen.</translation>
    </message>
    <message>
      <source>Variable of the truth</source>
      <translation>Variable der Wahrheit</translation>
    </message>
    <message>
      <source>If empty and a truth raster is requested, a two-dimensional array with the cube's rows and columns, preferably one called map, gt, mask, groundtruth or truth.</source>
      <translation>Wenn leer und ein Raster der Wahrheit verlangt ist, ein zweidimensionales Feld mit den Zeilen und Spalten des Würfels, bevorzugt eines mit dem Namen map, gt, mask, groundtruth oder truth.</translation>
    </message>
    <message>
      <source>Axes</source>
      <translation>Achsen</translation>
    </message>
    <message>
      <source>The order of the array's axes in MATLAB. auto: as wavelengths and truth in the file suggest, otherwise rows-columns-bands; the log gives the reason.</source>
      <translation>Die Reihenfolge der Achsen des Felds in MATLAB. auto: wie Wellenlängen und Wahrheit in der Datei es nahelegen, sonst rows-columns-bands; das Protokoll nennt den Grund.</translation>
    </message>
    <message>
      <source>Variable of the wavelengths</source>
      <translation>Variable der Wellenlängen</translation>
    </message>
    <message>
      <source>One number per band, in nanometres or micrometres. If empty, a vector of that length, preferably one called wavelengths, wavelength, wave, wl or lambda, if its numbers can be wavelengths.</source>
      <translation>Eine Zahl je Kanal, in Nanometern oder Mikrometern. Wenn leer, ein Vektor dieser Länge, bevorzugt einer mit dem Namen wavelengths, wavelength, wave, wl oder lambda, wenn seine Zahlen Wellenlängen sein können.</translation>
    </message>
    <message>
      <source>Coordinate system</source>
      <translation>Koordinatensystem</translation>
    </message>
    <message>
      <source>If empty, the one in the file if Export MATLAB wrote it, otherwise none.</source>
      <translation>Wenn leer, das der Datei, wenn „MATLAB-Export“ sie geschrieben hat, sonst keines.</translation>
    </message>
    <message>
      <source>Upper left corner</source>
      <translation>Linke obere Ecke</translation>
    </message>
    <message>
      <source>Outer corner of the first pixel. If empty, the one in the file if Export MATLAB wrote it and the pixel size is 1, otherwise 0,0.</source>
      <translation>Äußere Ecke des ersten Pixels. Wenn leer, die der Datei, wenn „MATLAB-Export“ sie geschrieben hat und die Pixelgröße 1 ist, sonst 0,0.</translation>
    </message>
    <message>
      <source>Pixel size [map units]</source>
      <translation>Pixelgröße [Karteneinheiten]</translation>
    </message>
    <message>
      <source>Width and height of a pixel in map units. Columns run to the right and rows downwards.</source>
      <translation>Breite und Höhe eines Pixels in Karteneinheiten. Spalten laufen nach rechts, Zeilen nach unten.</translation>
    </message>
    <message>
      <source>Cube</source>
      <translation>Würfel</translation>
    </message>
    <message>
      <source>The suffix determines the format: .tif, .img, .bsq ...</source>
      <translation>Die Endung bestimmt das Format: .tif, .img, .bsq ...</translation>
    </message>
    <message>
      <source>On the same grid. Whole numbers from 0 to 255 are stored as bytes.</source>
      <translation>Auf demselben Gitter. Ganze Zahlen von 0 bis 255 werden als Bytes gespeichert.</translation>
    </message>
    <message>
      <source>Rows</source>
      <translation>Zeilen</translation>
    </message>
    <message>
      <source>Columns</source>
      <translation>Spalten</translation>
    </message>
    <message>
      <source>Variable used</source>
      <translation>Verwendete Variable</translation>
    </message>
    <message>
      <source>Axes used</source>
      <translation>Verwendete Achsen</translation>
    </message>
    <message>
      <source>A raster with at least two bands.</source>
      <translation>Ein Raster mit mindestens zwei Kanälen.</translation>
    </message>
    <message>
      <source>If empty, all except those that the header flags as bad (ENVI bbl).</source>
      <translation>Wenn leer, alle außer denen, die der Header als schlecht kennzeichnet (ENVI bbl).</translation>
    </message>
    <message>
      <source>Only this part of the raster is written, including pixels that it only touches.</source>
      <translation>Nur dieser Teil des Rasters wird geschrieben, einschließlich der Pixel, die er nur berührt.</translation>
    </message>
    <message>
      <source>A raster on the same grid; its first band is written, with NaN where it is not valid.</source>
      <translation>Ein Raster auf demselben Gitter; sein erster Kanal wird geschrieben, mit NaN, wo er nicht gültig ist.</translation>
    </message>
    <message>
      <source>An existing file is replaced once the new one is complete.</source>
      <translation>Eine vorhandene Datei wird ersetzt, sobald die neue vollständig ist.</translation>
    </message>
    <message>
      <source>A model from Train SGM or Train and detect, with any context except 'ring'.</source>
      <translation>Ein Modell aus „SGM trainieren“ oder „Trainieren und erkennen“, mit jedem Kontext außer „ring“.</translation>
    </message>
    <message>
      <source>Number of spectra</source>
      <translation>Anzahl der Spektren</translation>
    </message>
    <message>
      <source>Number of spectra to draw.</source>
      <translation>Anzahl der zu ziehenden Spektren.</translation>
    </message>
    <message>
      <source>Sampler</source>
      <translation>Ziehverfahren</translation>
    </message>
    <message>
      <source>probability-flow: an ordinary differential equation, solved by Heun's method; 20 steps are as good as hundreds with the others. euler-maruyama: the reverse stochastic equation. predictor-corrector: the same with a Langevin step at each level.</source>
      <translation>probability-flow: eine gewöhnliche Differentialgleichung, gelöst nach dem Verfahren von Heun; 20 Schritte sind so gut wie Hunderte mit den anderen. euler-maruyama: die umgekehrte stochastische Gleichung. predictor-corrector: dasselbe mit einem Langevin-Schritt auf jeder Stufe.</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>Schritte</translation>
    </message>
    <message>
      <source>Number of steps from noise to spectra. If empty, 20 for probability-flow, 250 for euler-maruyama, 250 for predictor-corrector.</source>
      <translation>Anzahl der Schritte vom Rauschen zu Spektren. Wenn leer, 20 für probability-flow, 250 für euler-maruyama, 250 für predictor-corrector.</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <source>The view of the spectra to draw in; each has its own network. auto: the model's first, 'whitened' for the preset default, 'min-max' for paper. whitened: 30 components; smooth spectra with the true shape. principal: 60 components on one scale; true amounts, with more noise than the scene has.</source>
      <translation>Die Ansicht der Spektren, in der gezogen wird. Jede hat ihr eigenes Netz. auto: die erste des Modells, „whitened“ für die Voreinstellung default, „min-max“ für paper. whitened: 30 Komponenten; glatte Spektren von wahrer Form. principal: 60 Komponenten auf einer Skala; wahre Beträge, mit mehr Rauschen als die Szene hat.</translation>
    </message>
    <message>
      <source>Spectra</source>
      <translation>Spektren</translation>
    </message>
    <message>
      <source>A table (.csv, .gpkg or .xlsx) with one row per spectrum and one column per band, named '402.5 nm' or, if the wavelengths are not known, 'band 7'. In the units of the raster.</source>
      <translation>Eine Tabelle (.csv, .gpkg oder .xlsx) mit einer Zeile je Spektrum und einer Spalte je Kanal, mit Namen wie „402.5 nm“ oder, wenn die Wellenlängen nicht bekannt sind, „band 7“. In den Einheiten des Rasters.</translation>
    </message>
    <message>
      <source>Spectra report</source>
      <translation>Bericht über die Spektren</translation>
    </message>
    <message>
      <source>Real and generated spectra by wavelength and on their principal components.</source>
      <translation>Echte und erzeugte Spektren über der Wellenlänge und auf ihren Hauptkomponenten.</translation>
    </message>
    <message>
      <source>Distance from the real spectra [standard deviations]</source>
      <translation>Abstand von den echten Spektren [Standardabweichungen]</translation>
    </message>
    <message>
      <source>The same between two halves of the real spectra</source>
      <translation>Dasselbe zwischen zwei Hälften der echten Spektren</translation>
    </message>
    <message>
      <source>The same for a Gaussian of their mean and covariance</source>
      <translation>Dasselbe für eine Normalverteilung mit deren Mittel und Kovarianz</translation>
    </message>
    <message>
      <source>Seconds of drawing</source>
      <translation>Sekunden des Ziehens</translation>
    </message>
    <message>
      <source>Times t in (0, 1], one band each. The band names also give the standard deviation s of the noise, in the units in which the model sees the spectra; with the preset default, the scene has a mean variance of 1 in them.</source>
      <translation>Zeiten t in (0, 1], je ein Kanal. Die Namen der Kanäle nennen auch die Standardabweichung s des Rauschens, in den Einheiten, in denen das Modell die Spektren sieht; mit der Voreinstellung default hat die Szene darin eine mittlere Varianz von 1.</translation>
    </message>
    <message>
      <source>Scores by noise level</source>
      <translation>Anomaliewerte je Rauschstufe</translation>
    </message>
    <message>
      <source>32-bit float, one band per level, NaN at invalid pixels; larger values are more anomalous.</source>
      <translation>Gleitkommazahlen mit 32 Bit, ein Kanal je Stufe, NaN bei ungültigen Pixeln; größere Werte sind anomaler.</translation>
    </message>
    <message>
      <source>Sweep report</source>
      <translation>Bericht über die Rauschstufen</translation>
    </message>
    <message>
      <source>The maps side by side, and the rank correlation between them.</source>
      <translation>Die Karten nebeneinander und die Rangkorrelation zwischen ihnen.</translation>
    </message>
    <message>
      <source>A different seed gives a different scene.</source>
      <translation>Ein anderer Startwert ergibt eine andere Szene.</translation>
    </message>
    <message>
      <source>Scene</source>
      <translation>Szene</translation>
    </message>
    <message>
      <source>A GeoTIFF with 16-bit reflectance, times 10000.</source>
      <translation>Ein GeoTIFF mit Reflexionsgrad mal 10000 in 16 Bit.</translation>
    </message>
    <message>
      <source>1 at targets, 0 elsewhere.</source>
      <translation>1 an den Zielen, sonst 0.</translation>
    </message>
    <message>
      <source>Set up PyTorch in a folder of your own</source>
      <translation>PyTorch in einem eigenen Ordner einrichten</translation>
    </message>
    <message>
      <source>Installs PyTorch into {folder}. Takes some minutes and up to several gigabytes. Uses the proxy of Settings &gt; Options &gt; Network.</source>
      <translation>Installiert PyTorch nach {folder}. Dauert einige Minuten und braucht bis zu mehreren Gigabyte. Der Proxy unter Einstellungen &gt; Optionen &gt; Netzwerk wird benutzt.</translation>
    </message>
    <message>
      <source>Build of PyTorch</source>
      <translation>Build von PyTorch</translation>
    </message>
    <message>
      <source>cpu: for the CPU, about 200 MB to download; works everywhere. cuda: for NVIDIA GPUs, some gigabytes. pip: as pip chooses, with CUDA on Linux (as large) and for the CPU on Windows and macOS.</source>
      <translation>cpu: für die CPU, rund 200 MB herunterzuladen; funktioniert überall. cuda: für NVIDIA-GPUs, einige Gigabyte. pip: wie pip wählt, mit CUDA unter Linux (ebenso groß) und für die CPU unter Windows und macOS.</translation>
    </message>
    <message>
      <source>Folder of wheels</source>
      <translation>Ordner mit Wheels</translation>
    </message>
    <message>
      <source>For machines without a network: a folder that was filled elsewhere, on the same system and version of Python, with: pip download torch numpy -d FOLDER. Nothing is then downloaded, and the wheels determine the build.</source>
      <translation>Für Rechner ohne Netz: ein Ordner, der anderswo, auf demselben System und mit derselben Python-Version, gefüllt wurde, mit: pip download torch numpy -d FOLDER. Dann wird nichts heruntergeladen, und die Wheels bestimmen den Build.</translation>
    </message>
    <message>
      <source>Packages</source>
      <translation>Pakete</translation>
    </message>
    <message>
      <source>Packages to install, e.g. torch==2.13.0 numpy</source>
      <translation>Zu installierende Pakete, z. B. torch==2.13.0 numpy</translation>
    </message>
    <message>
      <source>Options for pip</source>
      <translation>Optionen für pip</translation>
    </message>
    <message>
      <source>Further options of pip install, which take precedence over the build, e.g. --index-url https://download.pytorch.org/whl/cu126</source>
      <translation>Weitere Optionen von pip install, die Vorrang vor dem Build haben, z. B. --index-url https://download.pytorch.org/whl/cu126</translation>
    </message>
    <message>
      <source>Remove what was set up</source>
      <translation>Das Eingerichtete entfernen</translation>
    </message>
    <message>
      <source>Deletes {folder} and everything that was installed there.</source>
      <translation>Löscht {folder} und alles, was dort installiert wurde.</translation>
    </message>
    <message>
      <source>Environment report</source>
      <translation>Bericht über die Rechenumgebung</translation>
    </message>
    <message>
      <source>The same as a page, with text to copy into a bug report.</source>
      <translation>Dasselbe als Seite, mit einem Text zum Kopieren in eine Fehlermeldung.</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>Status</translation>
    </message>
    <message>
      <source>Python</source>
      <translation>Python</translation>
    </message>
    <message>
      <source>Device that 'auto' takes</source>
      <translation>Gerät, das „auto“ nimmt</translation>
    </message>
    <message>
      <source>Check computing environment</source>
      <translation>Rechenumgebung prüfen</translation>
    </message>
    <message>
      <source>Tools</source>
      <translation>Werkzeuge</translation>
    </message>
    <message>
      <source>Reports which Python, torch and device are used, and sets them up on request.</source>
      <translation>Meldet, welches Python, welches torch und welches Gerät verwendet werden, und richtet sie auf Wunsch ein.</translation>
    </message>
    <message>
      <source>ScoreAD runs PyTorch in a separate process, so that nothing of it gets into QGIS. This algorithm reports which Python and device will be used, and how fast they detect. If &lt;i&gt;Set up&lt;/i&gt; is ticked, it creates a virtual environment in your own data folder and installs PyTorch there with pip; QGIS's own Python is not touched. Tick it again to repair or update: the new environment replaces the old one once it works. &lt;i&gt;Remove&lt;/i&gt; undoes it. Nothing is installed or removed unless a box is ticked.</source>
      <translation>ScoreAD führt PyTorch in einem eigenen Prozess aus, so dass nichts davon in QGIS gelangt. Dieser Algorithmus meldet, welches Python und welches Gerät verwendet werden und wie schnell sie erkennen. Ist &lt;i&gt;einrichten&lt;/i&gt; angehakt, legt er eine virtuelle Umgebung in Ihrem eigenen Datenordner an und installiert PyTorch dort mit pip; das Python von QGIS bleibt unberührt. Haken Sie es noch einmal an, um zu reparieren oder zu aktualisieren: die neue Umgebung ersetzt die alte, sobald sie funktioniert. &lt;i&gt;Entfernen&lt;/i&gt; macht es rückgängig. Nichts wird installiert oder entfernt, wenn kein Kästchen angehakt ist.</translation>
    </message>
    <message>
      <source>install</source>
      <translation>Installation</translation>
    </message>
    <message>
      <source>setup</source>
      <translation>Einrichtung</translation>
    </message>
    <message>
      <source>torch</source>
      <translation>torch</translation>
    </message>
    <message>
      <source>gpu</source>
      <translation>GPU</translation>
    </message>
    <message>
      <source>cuda</source>
      <translation>CUDA</translation>
    </message>
    <message>
      <source>device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>Create sample scene</source>
      <translation>Beispielszene erzeugen</translation>
    </message>
    <message>
      <source>Creates a synthetic hyperspectral scene with hidden targets, and the truth about them.</source>
      <translation>Erzeugt eine synthetische hyperspektrale Szene mit versteckten Zielen und der Wahrheit darüber.</translation>
    </message>
    <message>
      <source>Creates a georeferenced scene of 150 x 150 pixels and 150 bands (400 to 2500 nm): mixed materials under uneven light, water-vapour bands flagged as bad, noise that differs by band, a nodata corner, and about thirty full-pixel and sub-pixel targets that do not belong. The second raster shows where they are.</source>
      <translation>Erzeugt eine georeferenzierte Szene von 150 x 150 Pixeln und 150 Kanälen (400 bis 2500 nm): gemischte Materialien unter ungleichem Licht, als schlecht gekennzeichnete Wasserdampfkanäle, Rauschen, das sich je Kanal unterscheidet, eine Ecke aus Nodata und etwa dreißig Ziele von ganzen Pixeln oder Teilen davon, die nicht dazugehören. Das zweite Raster zeigt, wo sie sind.</translation>
    </message>
    <message>
      <source>hyperspectral</source>
      <translation>hyperspektral</translation>
    </message>
    <message>
      <source>sample</source>
      <translation>Beispiel</translation>
    </message>
    <message>
      <source>synthetic</source>
      <translation>synthetisch</translation>
    </message>
    <message>
      <source>test data</source>
      <translation>Testdaten</translation>
    </message>
    <message>
      <source>Detect anomalies</source>
      <translation>Anomalien erkennen</translation>
    </message>
    <message>
      <source>Anomaly detection</source>
      <translation>Anomalieerkennung</translation>
    </message>
    <message>
      <source>Scores how anomalous every pixel of a raster is, with a trained model.</source>
      <translation>Bewertet mit einem trainierten Modell, wie anomal jedes Pixel eines Rasters ist.</translation>
    </message>
    <message>
      <source>Perturbs each spectrum with noise and asks the model in which direction it is pulled: an ordinary spectrum is pulled in all directions, an anomalous one always in the same. The length of the mean direction is the score; larger means more anomalous. With the preset &lt;i&gt;default&lt;/i&gt;, the score combines two views of the spectra, in robust standard deviations of the training sample, above the local background; with &lt;i&gt;paper&lt;/i&gt;, it is the mean resultant length, 0 to 1. There is no universal threshold: look at the highest scores first.</source>
      <translation>Stört jedes Spektrum mit Rauschen und fragt das Modell, in welche Richtung es gezogen wird: ein gewöhnliches Spektrum wird in alle Richtungen gezogen, ein anomales immer in dieselbe. Die Länge der mittleren Richtung ist der Anomaliewert; größer heißt anomaler. Mit der Voreinstellung &lt;i&gt;default&lt;/i&gt; ist er aus zwei Ansichten der Spektren zusammengesetzt, in robusten Standardabweichungen der Trainingsstichprobe, über dem lokalen Hintergrund; mit &lt;i&gt;paper&lt;/i&gt; ist er die mittlere Resultantenlänge, 0 bis 1. Es gibt keine allgemeingültige Schwelle: sehen Sie sich zuerst die höchsten Werte an.</translation>
    </message>
    <message>
      <source>anomaly</source>
      <translation>Anomalie</translation>
    </message>
    <message>
      <source>outlier</source>
      <translation>Ausreißer</translation>
    </message>
    <message>
      <source>target</source>
      <translation>Ziel</translation>
    </message>
    <message>
      <source>score</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <source>rx</source>
      <translation>RX</translation>
    </message>
    <message>
      <source>Evaluate detection</source>
      <translation>Erkennung bewerten</translation>
    </message>
    <message>
      <source>Evaluates one or more score rasters against known anomalies: AUC, ROC curves, intervals.</source>
      <translation>Beurteilt ein oder mehrere Raster von Anomaliewerten anhand bekannter Anomalien: AUC, ROC-Kurven, Intervalle.</translation>
    </message>
    <message>
      <source>Compares score rasters, from this plugin or any other, with a truth layer: area under the ROC curve (AUC), average precision (AP), the 3-D ROC family, the false-alarm rate at which the last anomaly is found, and 95 % intervals. Larger scores must be more anomalous. The outputs refer to the first raster, the table and the report to all, with the differences from the first. Only pixels that all rasters have scored are judged; the log reports how many are not. The rasters must share a pixel grid. A whole band is held in memory, about 60 bytes per pixel.</source>
      <translation>Vergleicht Raster von Anomaliewerten, aus dieser Erweiterung oder jeder anderen Quelle, mit einem Layer der Wahrheit: Fläche unter der ROC-Kurve (AUC), mittlere Präzision (AP), die Familie der 3-D-ROC, die Fehlalarmrate, bei der die letzte Anomalie gefunden ist, und 95-%-Intervalle. Größere Werte müssen anomaler sein. Die Ausgaben gelten für das erste Raster, Tabelle und Bericht für alle, mit den Unterschieden zum ersten. Nur Pixel, die in allen Rastern einen Wert haben, werden beurteilt; das Protokoll nennt die Anzahl der anderen. Die Raster müssen dasselbe Pixelgitter haben. Ein ganzer Kanal wird im Speicher gehalten, etwa 60 Bytes je Pixel.</translation>
    </message>
    <message>
      <source>evaluation</source>
      <translation>Beurteilung</translation>
    </message>
    <message>
      <source>accuracy</source>
      <translation>Genauigkeit</translation>
    </message>
    <message>
      <source>truth</source>
      <translation>Wahrheit</translation>
    </message>
    <message>
      <source>roc</source>
      <translation>ROC</translation>
    </message>
    <message>
      <source>auc</source>
      <translation>AUC</translation>
    </message>
    <message>
      <source>precision</source>
      <translation>Präzision</translation>
    </message>
    <message>
      <source>bootstrap</source>
      <translation>Bootstrap</translation>
    </message>
    <message>
      <source>Explain pixels</source>
      <translation>Pixel erklären</translation>
    </message>
    <message>
      <source>Shows in which wavelengths, and by how much, the pixels at given points are anomalous to a model.</source>
      <translation>Zeigt, bei welchen Wellenlängen und wie stark die Pixel an gegebenen Punkten für ein Modell anomal sind.</translation>
    </message>
    <message>
      <source>Applies a model to single pixels: those under the points of a layer, for instance the &lt;i&gt;Peaks&lt;/i&gt; of &lt;i&gt;Extract anomalies&lt;/i&gt;, or places where you know what is on the ground. The points get these fields: &lt;i&gt;point&lt;/i&gt;, their number; &lt;i&gt;score&lt;/i&gt;, by the model alone, without the local contrast that &lt;i&gt;Detect anomalies&lt;/i&gt; applies; &lt;i&gt;spectrum&lt;/i&gt;; &lt;i&gt;deviation&lt;/i&gt;, the spectrum minus &lt;i&gt;background&lt;/i&gt;; &lt;i&gt;background&lt;/i&gt;, the spectrum that the model would move it towards; &lt;i&gt;nearest&lt;/i&gt;, a real spectrum: among those of the training sample that the model finds ordinary (95 %), the one that differs least, with all bands weighted equally, in standard deviations of these; &lt;i&gt;distance&lt;/i&gt;, this difference, as the root mean square over the bands. If a name is taken, _2 is appended. Spectra are JSON objects of x (wavelengths in nm, or band numbers), xUnit and y, as in the profiles of the EnMAP-Box. For points outside the raster or on invalid pixels, these fields are empty. A model with the preset &lt;i&gt;paper&lt;/i&gt; takes a minute or two. To explain a pixel that you click on the map, choose &lt;i&gt;Raster &gt; ScoreAD &gt; Explain pixel&lt;/i&gt;.</source>
      <translation>Wendet ein Modell auf einzelne Pixel an: die unter den Punkten eines Layers, zum Beispiel den &lt;i&gt;Gipfeln&lt;/i&gt; aus &lt;i&gt;Anomalien extrahieren&lt;/i&gt;, oder Stellen, von denen Sie wissen, was dort am Boden liegt. Die Punkte bekommen diese Felder: &lt;i&gt;point&lt;/i&gt;, ihre Nummer; &lt;i&gt;score&lt;/i&gt;, vom Modell allein, ohne den örtlichen Kontrast, den &lt;i&gt;Anomalien erkennen&lt;/i&gt; anwendet; &lt;i&gt;spectrum&lt;/i&gt;; &lt;i&gt;deviation&lt;/i&gt;, das Spektrum minus &lt;i&gt;background&lt;/i&gt;; &lt;i&gt;background&lt;/i&gt;, das Spektrum, zu dem das Modell es hinziehen würde; &lt;i&gt;nearest&lt;/i&gt;, ein wirkliches Spektrum: unter denen der Trainingsstichprobe, die das Modell gewöhnlich findet (95 %), das am wenigsten verschiedene, alle Kanäle gleich gewichtet, in deren Standardabweichungen; &lt;i&gt;distance&lt;/i&gt;, dieser Unterschied, als quadratisches Mittel über die Kanäle. Ist ein Name vergeben, wird _2 angehängt. Spektren sind JSON-Objekte aus x (Wellenlängen in nm oder Kanalnummern), xUnit und y, wie in den Profilen der EnMAP-Box. Bei Punkten außerhalb des Rasters oder auf ungültigen Pixeln sind diese Felder leer. Ein Modell mit der Voreinstellung &lt;i&gt;paper&lt;/i&gt; braucht ein bis zwei Minuten. Um ein Pixel zu erklären, das Sie auf der Karte anklicken, wählen Sie &lt;i&gt;Raster &gt; ScoreAD &gt; Pixel erklären&lt;/i&gt;.</translation>
    </message>
    <message>
      <source>explain</source>
      <translation>erklären</translation>
    </message>
    <message>
      <source>spectrum</source>
      <translation>Spektrum</translation>
    </message>
    <message>
      <source>deviation</source>
      <translation>Abweichung</translation>
    </message>
    <message>
      <source>profile</source>
      <translation>Profil</translation>
    </message>
    <message>
      <source>point</source>
      <translation>Punkt</translation>
    </message>
    <message>
      <source>Export MATLAB</source>
      <translation>MATLAB-Export</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>Writes a hyperspectral raster, its wavelengths and its georeference to a MATLAB file.</source>
      <translation>Schreibt ein hyperspektrales Raster, seine Wellenlängen und seine Georeferenz in eine MATLAB-Datei.</translation>
    </message>
    <message>
      <source>Writes a compressed .mat file (version 5, which every MATLAB and scipy can read): &lt;i&gt;data&lt;/i&gt; (rows, columns, bands) in the raster's data type, &lt;i&gt;map&lt;/i&gt; for the truth, &lt;i&gt;wavelengths&lt;/i&gt; in nanometres, &lt;i&gt;bands&lt;/i&gt; (which of the raster's), &lt;i&gt;geotransform&lt;/i&gt; in GDAL's order, &lt;i&gt;crs&lt;/i&gt; as WKT, &lt;i&gt;nodata&lt;/i&gt;, and &lt;i&gt;axes&lt;/i&gt;. Import MATLAB cube converts it back to a raster of these bands. The cube must be smaller than 2 GiB, and is held in memory as a whole, several times over during compression.</source>
      <translation>Schreibt eine komprimierte .mat-Datei (Version 5, die jedes MATLAB und scipy lesen können): &lt;i&gt;data&lt;/i&gt; (Zeilen, Spalten, Kanäle) im Datentyp des Rasters, &lt;i&gt;map&lt;/i&gt; für die Wahrheit, &lt;i&gt;wavelengths&lt;/i&gt; in Nanometern, &lt;i&gt;bands&lt;/i&gt; (welche des Rasters), &lt;i&gt;geotransform&lt;/i&gt; in der Reihenfolge von GDAL, &lt;i&gt;crs&lt;/i&gt; als WKT, &lt;i&gt;nodata&lt;/i&gt; und &lt;i&gt;axes&lt;/i&gt;. „MATLAB-Würfel importieren“ wandelt sie in ein Raster dieser Kanäle zurück. Der Würfel muss kleiner als 2 GiB sein und wird ganz im Speicher gehalten, beim Komprimieren mehrfach.</translation>
    </message>
    <message>
      <source>matlab</source>
      <translation>MATLAB</translation>
    </message>
    <message>
      <source>mat</source>
      <translation>mat</translation>
    </message>
    <message>
      <source>cube</source>
      <translation>Würfel</translation>
    </message>
    <message>
      <source>convert</source>
      <translation>umwandeln</translation>
    </message>
    <message>
      <source>Extract anomalies</source>
      <translation>Anomalien extrahieren</translation>
    </message>
    <message>
      <source>Turns the highest scores of an anomaly score raster into ranked polygons and points.</source>
      <translation>Macht aus den höchsten Anomaliewerten eines Rasters Polygone und Punkte mit Rang.</translation>
    </message>
    <message>
      <source>Selects the pixels whose score reaches a threshold, joins those that touch at sides or corners, and ranks these regions by their highest score. Fields of the polygons: &lt;i&gt;rank&lt;/i&gt;, 1 for the strongest; &lt;i&gt;score_max&lt;/i&gt;, &lt;i&gt;score_mean&lt;/i&gt;; &lt;i&gt;pixels&lt;/i&gt;; &lt;i&gt;area&lt;/i&gt;, in square map units, or in square metres on the ellipsoid if the coordinates are degrees; &lt;i&gt;pfa&lt;/i&gt;, the false-alarm probability of the highest score, empty if it is not known; &lt;i&gt;label_x&lt;/i&gt;, &lt;i&gt;label_y&lt;/i&gt;, a position within the polygon, close to its middle. Accepts any raster in which larger is more anomalous, of at most 67 million pixels: they are held in memory, about 20 bytes each.</source>
      <translation>Wählt die Pixel, deren Wert eine Schwelle erreicht, verbindet die, die sich an Seiten oder Ecken berühren, und ordnet diese Regionen nach ihrem höchsten Wert. Felder der Polygone: &lt;i&gt;rank&lt;/i&gt;, 1 für das stärkste; &lt;i&gt;score_max&lt;/i&gt;, &lt;i&gt;score_mean&lt;/i&gt;; &lt;i&gt;pixels&lt;/i&gt;; &lt;i&gt;area&lt;/i&gt;, im Quadrat der Karteneinheiten oder, wenn die Koordinaten Grade sind, in Quadratmetern auf dem Ellipsoid; &lt;i&gt;pfa&lt;/i&gt;, die Fehlalarmwahrscheinlichkeit des höchsten Werts, leer, wenn sie nicht bekannt ist; &lt;i&gt;label_x&lt;/i&gt;, &lt;i&gt;label_y&lt;/i&gt;, eine Stelle im Polygon, nahe seiner Mitte. Nimmt jedes Raster an, in dem größer anomaler ist, von höchstens 67 Millionen Pixeln: sie werden im Speicher gehalten, je etwa 20 Bytes.</translation>
    </message>
    <message>
      <source>threshold</source>
      <translation>Schwelle</translation>
    </message>
    <message>
      <source>polygonize</source>
      <translation>polygonisieren</translation>
    </message>
    <message>
      <source>sieve</source>
      <translation>sieben</translation>
    </message>
    <message>
      <source>vectorize</source>
      <translation>vektorisieren</translation>
    </message>
    <message>
      <source>Generate spectra</source>
      <translation>Spektren erzeugen</translation>
    </message>
    <message>
      <source>Draws new spectra from a trained model, and reports how far they are from the real ones.</source>
      <translation>Zieht neue Spektren aus einem trainierten Modell und meldet, wie weit sie von den echten entfernt sind.</translation>
    </message>
    <message>
      <source>A score model can draw spectra: it starts from noise and removes it step by step. If the spectra look like those of the scene, the model has learned it. &lt;i&gt;Distance&lt;/i&gt; measures this: how far, in standard deviations of the leading components, the generated spectra are from the real ones that are stored in the model. A perfect model reaches the &lt;i&gt;Baseline&lt;/i&gt;, the distance between halves of the real ones; one that knows only their mean and covariance reaches that of a &lt;i&gt;Gaussian&lt;/i&gt;.</source>
      <translation>Ein Score-Modell kann Spektren ziehen: es beginnt mit Rauschen und entfernt es Schritt für Schritt. Wenn die Spektren aussehen wie die der Szene, hat das Modell sie gelernt. Der &lt;i&gt;Abstand&lt;/i&gt; misst dies: wie weit, in Standardabweichungen der führenden Komponenten, die erzeugten Spektren von den echten entfernt sind, die im Modell gespeichert sind. Ein vollkommenes Modell erreicht den Abstand zwischen Hälften der echten; eines, das nur deren Mittel und Kovarianz kennt, den einer &lt;i&gt;Normalverteilung&lt;/i&gt;.</translation>
    </message>
    <message>
      <source>generative</source>
      <translation>generativ</translation>
    </message>
    <message>
      <source>sampling</source>
      <translation>Stichproben</translation>
    </message>
    <message>
      <source>diffusion</source>
      <translation>Diffusion</translation>
    </message>
    <message>
      <source>Import MATLAB cube</source>
      <translation>MATLAB-Würfel importieren</translation>
    </message>
    <message>
      <source>Converts a hyperspectral cube in a MATLAB file to a raster, and its truth to another.</source>
      <translation>Wandelt einen hyperspektralen Würfel in einer MATLAB-Datei in ein Raster um und seine Wahrheit in ein zweites.</translation>
    </message>
    <message>
      <source>Converts a three-dimensional array in a .mat file to a raster, with its wavelengths if the file has them, and the truth map to another. Choose a file and run: variables and axes are guessed, and the log reports the guesses. Files up to version 7 are read directly; those of version 7.3 (HDF5) if GDAL reads HDF5, as in QGIS's usual builds; otherwise use save('file.mat', '-v7') in MATLAB. The data type is kept. The whole array is read into memory.</source>
      <translation>Wandelt ein dreidimensionales Feld in einer .mat-Datei in ein Raster um, mit seinen Wellenlängen, wenn die Datei sie enthält, und die Karte der Wahrheit in ein zweites. Wählen Sie eine Datei und führen Sie aus: Variablen und Achsen werden erraten, und das Protokoll nennt, was erraten wurde. Dateien bis Version 7 werden direkt gelesen; die der Version 7.3 (HDF5), wenn GDAL HDF5 liest, wie in den üblichen Paketen von QGIS; sonst hilft save('file.mat', '-v7') in MATLAB. Der Datentyp bleibt erhalten. Das ganze Feld wird in den Speicher gelesen.</translation>
    </message>
    <message>
      <source>benchmark</source>
      <translation>Vergleichsmessung</translation>
    </message>
    <message>
      <source>Noise-level sweep</source>
      <translation>Durchlauf der Rauschstufen</translation>
    </message>
    <message>
      <source>Scores a raster at a series of noise levels, one band each, to see which level shows what.</source>
      <translation>Bewertet ein Raster bei einer Reihe von Rauschstufen, je ein Kanal, um zu sehen, welche Stufe was zeigt.</translation>
    </message>
    <message>
      <source>The noise that perturbs a spectrum determines what counts as anomalous: little noise probes the fine structure of the scene, much noise the distance from all of it. The raster is scored at each level separately, with the model's own score (without the local background that &lt;i&gt;Detect anomalies&lt;/i&gt; subtracts). The report shows the maps side by side, and how far they agree. A model with the preset &lt;i&gt;paper&lt;/i&gt; takes many minutes with its 100 perturbations; try ten first.</source>
      <translation>Das Rauschen, das ein Spektrum stört, bestimmt, was als anomal gilt: wenig Rauschen prüft die feine Struktur der Szene, viel Rauschen den Abstand von ihr als ganzer. Das Raster wird bei jeder Stufe einzeln bewertet, mit dem Wert des Modells selbst (ohne den lokalen Hintergrund, den &lt;i&gt;Anomalien erkennen&lt;/i&gt; abzieht). Der Bericht zeigt die Karten nebeneinander und wie weit sie übereinstimmen. Ein Modell mit der Voreinstellung &lt;i&gt;paper&lt;/i&gt; braucht mit seinen 100 Störungen viele Minuten; versuchen Sie es zuerst mit zehn.</translation>
    </message>
    <message>
      <source>RX detector</source>
      <translation>RX-Detektor</translation>
    </message>
    <message>
      <source>Scores every pixel by its Mahalanobis distance from the scene, or from its surroundings.</source>
      <translation>Bewertet jedes Pixel nach seinem Mahalanobis-Abstand von der Szene oder von seiner Umgebung.</translation>
    </message>
    <message>
      <source>The Reed-Xiaoli detector: no model, no randomness, and no PyTorch needed. The score is the squared Mahalanobis distance of a spectrum from its background; larger is more anomalous. The background is the whole scene, or the ring between two windows around the pixel.</source>
      <translation>Der Reed-Xiaoli-Detektor: kein Modell, kein Zufall und kein PyTorch nötig. Der Anomaliewert ist das Quadrat des Mahalanobis-Abstands eines Spektrums von seinem Hintergrund; größer ist anomaler. Der Hintergrund ist die ganze Szene oder der Ring zwischen zwei Fenstern um das Pixel.</translation>
    </message>
    <message>
      <source>reed</source>
      <translation>Reed</translation>
    </message>
    <message>
      <source>xiaoli</source>
      <translation>Xiaoli</translation>
    </message>
    <message>
      <source>mahalanobis</source>
      <translation>Mahalanobis</translation>
    </message>
    <message>
      <source>Train and detect</source>
      <translation>Trainieren und erkennen</translation>
    </message>
    <message>
      <source>Finds the anomalous pixels of a hyperspectral raster: trains a model on it, then scores it.</source>
      <translation>Findet die anomalen Pixel eines hyperspektralen Rasters: trainiert ein Modell darauf und bewertet es dann.</translation>
    </message>
    <message>
      <source>Finds the anomalous pixels of &lt;i&gt;this&lt;/i&gt; image: trains a score model on all its spectra, without labels, and scores each pixel with it. Larger scores are more anomalous. Choose a raster and run: the defaults suit the rest. Give the model a name to keep it for other images of the same sensor. On two processor cores, training takes seconds to a minute, whatever the size of the raster, and scoring takes five seconds per million pixels of 200 bands; both use about 1.5 GB of memory. The log shows the time left; Cancel stops at any moment.</source>
      <translation>Findet die anomalen Pixel &lt;i&gt;dieses&lt;/i&gt; Bilds: trainiert ein Score-Modell auf allen seinen Spektren, ohne Beispiele vorzugeben, und bewertet jedes Pixel damit. Größere Werte sind anomaler. Wählen Sie ein Raster und führen Sie aus: für den Rest passen die Vorgaben. Geben Sie dem Modell einen Namen, um es für andere Bilder desselben Sensors aufzubewahren. Auf zwei Prozessorkernen dauert das Training Sekunden bis eine Minute, wie groß das Raster auch ist, und die Bewertung fünf Sekunden je Million Pixel von 200 Kanälen; beides braucht rund 1,5 GB Speicher. Das Protokoll zeigt die übrige Zeit; Abbrechen geht jederzeit.</translation>
    </message>
    <message>
      <source>Train SGM</source>
      <translation>SGM trainieren</translation>
    </message>
    <message>
      <source>Trains a score-based generative model on all spectra of a raster, without labels.</source>
      <translation>Trainiert ein score-basiertes generatives Modell auf allen Spektren eines Rasters, ohne Beispiele vorzugeben.</translation>
    </message>
    <message>
      <source>Learns how the spectra of a scene are distributed: a score-based generative model (SGM) is trained by denoising score matching on the raster's own pixels, without labels. &lt;i&gt;Detect anomalies&lt;/i&gt; then scores this raster, or others of the same sensor, with the model. To find the anomalous pixels of one image, &lt;i&gt;Train and detect&lt;/i&gt; does both in one run. On two processor cores, training takes seconds to a minute, whatever the size of the raster, and about 1.3 GB of memory; the log shows the time left.</source>
      <translation>Lernt, wie die Spektren einer Szene verteilt sind: ein score-basiertes generatives Modell (SGM) wird durch entrauschenden Score-Abgleich auf den Pixeln des Rasters selbst trainiert, ohne Beispiele vorzugeben. &lt;i&gt;Anomalien erkennen&lt;/i&gt; bewertet dann dieses Raster oder andere desselben Sensors mit dem Modell. Um die anomalen Pixel eines Bilds zu finden, macht &lt;i&gt;Trainieren und erkennen&lt;/i&gt; beides in einem Lauf. Auf zwei Prozessorkernen dauert das Training Sekunden bis eine Minute, wie groß das Raster auch ist, und braucht rund 1,3 GB Speicher; das Protokoll zeigt die übrige Zeit.</translation>
    </message>
    <message>
      <source>Explain pixel</source>
      <translation>Pixel erklären</translation>
    </message>
    <message>
      <source>Explain pixel: click on the map to see why a pixel is anomalous</source>
      <translation>Pixel erklären: auf die Karte klicken, um zu sehen, warum ein Pixel anomal ist</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>Abgebrochen.</translation>
    </message>
    <message>
      <source>This point is outside the raster.</source>
      <translation>Dieser Punkt liegt außerhalb des Rasters.</translation>
    </message>
    <message>
      <source>Choose the raster and a model trained on it, then click on the map.</source>
      <translation>Wählen Sie das Raster und ein darauf trainiertes Modell, dann klicken Sie auf die Karte.</translation>
    </message>
    <message>
      <source>Explaining ...</source>
      <translation>Pixel wird erklärt ...</translation>
    </message>
    <message>
      <source>This pixel is not valid (nodata):</source>
      <translation>Dieses Pixel ist ungültig (Nodata):</translation>
    </message>
    <message>
      <source>row {row}, column {column} (from 0)</source>
      <translation>Zeile {row}, Spalte {column} (ab 0)</translation>
    </message>
    <message>
      <source>Score</source>
      <translation>Wert</translation>
    </message>
    <message>
      <source>(of the model alone)</source>
      <translation>(des Modells allein)</translation>
    </message>
    <message>
      <source>higher than {share} of the training sample</source>
      <translation>höher als {share} der Trainingsstichprobe</translation>
    </message>
    <message>
      <source>deviates most at {bands} standard deviations</source>
      <translation>weicht am stärksten ab bei {bands} Standardabweichungen</translation>
    </message>
    <message>
      <source>How to read</source>
      <translation>Lesehilfe</translation>
    </message>
  </context>
</TS>
